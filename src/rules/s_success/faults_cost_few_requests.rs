//! A fault that is over and still costs requests is one that somebody has to mend by hand.

use crate::facts::Facts;
use crate::facts::Place;
use crate::facts::observed::state::{Operation, Outcome};
use crate::rules::{Edit, Mutant, Proof, Rule, Tier, Twin};
use crate::rules::{durable, record};
use crate::verdict::Exhibit;
use crate::verdict::{Undecided, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "S12",
    statements: &["S12"],
    tier: Tier::Docker,
    proof: Proof::Experiment,
    obligation: "requests succeed again within two seconds of the end of each fault",
    danger: "A fault that is over and still costs requests is one that somebody has to mend by hand.",
    remedy: "let the pool replace dead connections and let readiness follow the database, so that service returns unaided",
    check,
    breaks: &[
        Mutant {
            name: "a pool that never recovers",
            edits: &[
                Edit::Fact {
                    pointer: "/observed/durability/known/faults",
                    json: r#"[{"at":1000,"until":3000,"what":"a replica is killed","seen":true}]"#,
                },
                Edit::Fact {
                    pointer: "/observed/durability/known/operations",
                    json: r#"[{"at":90001,"took":9,"item":"i1","act":"create","text":"i1 v0","outcome":"ok","status":201,"seen":null},{"at":90002,"took":9,"item":"i2","act":"create","text":"i2 v0","outcome":"unknown","status":503,"seen":null},{"at":90003,"took":9,"item":"i3","act":"create","text":"i3 v0","outcome":"ok","status":201,"seen":null},{"at":90004,"took":9,"item":"i4","act":"create","text":"i4 v0","outcome":"unknown","status":503,"seen":null},{"at":90005,"took":9,"item":"i5","act":"create","text":"i5 v0","outcome":"ok","status":201,"seen":null},{"at":90006,"took":9,"item":"i6","act":"create","text":"i6 v0","outcome":"unknown","status":503,"seen":null},{"at":90007,"took":9,"item":"i7","act":"create","text":"i7 v0","outcome":"ok","status":201,"seen":null},{"at":90008,"took":9,"item":"i8","act":"create","text":"i8 v0","outcome":"unknown","status":503,"seen":null},{"at":90009,"took":9,"item":"i9","act":"create","text":"i9 v0","outcome":"ok","status":201,"seen":null},{"at":90010,"took":9,"item":"i10","act":"create","text":"i10 v0","outcome":"unknown","status":503,"seen":null},{"at":90011,"took":9,"item":"i11","act":"create","text":"i11 v0","outcome":"ok","status":201,"seen":null},{"at":90012,"took":9,"item":"i12","act":"create","text":"i12 v0","outcome":"unknown","status":503,"seen":null},{"at":90013,"took":9,"item":"i13","act":"create","text":"i13 v0","outcome":"ok","status":201,"seen":null},{"at":90014,"took":9,"item":"i14","act":"create","text":"i14 v0","outcome":"unknown","status":503,"seen":null},{"at":90015,"took":9,"item":"i15","act":"create","text":"i15 v0","outcome":"ok","status":201,"seen":null},{"at":90016,"took":9,"item":"i16","act":"create","text":"i16 v0","outcome":"unknown","status":503,"seen":null},{"at":90017,"took":9,"item":"i17","act":"create","text":"i17 v0","outcome":"ok","status":201,"seen":null},{"at":90018,"took":9,"item":"i18","act":"create","text":"i18 v0","outcome":"unknown","status":503,"seen":null},{"at":90019,"took":9,"item":"i19","act":"create","text":"i19 v0","outcome":"ok","status":201,"seen":null},{"at":90020,"took":9,"item":"i20","act":"create","text":"i20 v0","outcome":"unknown","status":503,"seen":null},{"at":90021,"took":9,"item":"i21","act":"create","text":"i21 v0","outcome":"ok","status":201,"seen":null},{"at":90022,"took":9,"item":"i22","act":"create","text":"i22 v0","outcome":"unknown","status":503,"seen":null},{"at":90023,"took":9,"item":"i23","act":"create","text":"i23 v0","outcome":"ok","status":201,"seen":null},{"at":90024,"took":9,"item":"i24","act":"create","text":"i24 v0","outcome":"unknown","status":503,"seen":null},{"at":90025,"took":9,"item":"i25","act":"create","text":"i25 v0","outcome":"ok","status":201,"seen":null},{"at":90026,"took":9,"item":"i26","act":"create","text":"i26 v0","outcome":"unknown","status":503,"seen":null},{"at":90027,"took":9,"item":"i27","act":"create","text":"i27 v0","outcome":"ok","status":201,"seen":null},{"at":90028,"took":9,"item":"i28","act":"create","text":"i28 v0","outcome":"unknown","status":503,"seen":null},{"at":90029,"took":9,"item":"i29","act":"create","text":"i29 v0","outcome":"ok","status":201,"seen":null},{"at":90030,"took":9,"item":"i30","act":"create","text":"i30 v0","outcome":"unknown","status":503,"seen":null},{"at":90031,"took":9,"item":"i31","act":"create","text":"i31 v0","outcome":"ok","status":201,"seen":null},{"at":90032,"took":9,"item":"i32","act":"create","text":"i32 v0","outcome":"unknown","status":503,"seen":null},{"at":90033,"took":9,"item":"i33","act":"create","text":"i33 v0","outcome":"ok","status":201,"seen":null},{"at":90034,"took":9,"item":"i34","act":"create","text":"i34 v0","outcome":"unknown","status":503,"seen":null},{"at":90035,"took":9,"item":"i35","act":"create","text":"i35 v0","outcome":"ok","status":201,"seen":null},{"at":90036,"took":9,"item":"i36","act":"create","text":"i36 v0","outcome":"unknown","status":503,"seen":null},{"at":90037,"took":9,"item":"i37","act":"create","text":"i37 v0","outcome":"ok","status":201,"seen":null},{"at":90038,"took":9,"item":"i38","act":"create","text":"i38 v0","outcome":"unknown","status":503,"seen":null},{"at":90039,"took":9,"item":"i39","act":"create","text":"i39 v0","outcome":"ok","status":201,"seen":null},{"at":90040,"took":9,"item":"i40","act":"create","text":"i40 v0","outcome":"unknown","status":503,"seen":null}]"#,
                },
                Edit::Fact {
                    pointer: "/observed/durability/known/rows",
                    json: r#"{"i1":[{"text":"i1 v0","done":false}],"i2":[{"text":"i2 v0","done":false}],"i3":[{"text":"i3 v0","done":false}],"i4":[{"text":"i4 v0","done":false}],"i5":[{"text":"i5 v0","done":false}],"i6":[{"text":"i6 v0","done":false}],"i7":[{"text":"i7 v0","done":false}],"i8":[{"text":"i8 v0","done":false}],"i9":[{"text":"i9 v0","done":false}],"i10":[{"text":"i10 v0","done":false}],"i11":[{"text":"i11 v0","done":false}],"i12":[{"text":"i12 v0","done":false}],"i13":[{"text":"i13 v0","done":false}],"i14":[{"text":"i14 v0","done":false}],"i15":[{"text":"i15 v0","done":false}],"i16":[{"text":"i16 v0","done":false}],"i17":[{"text":"i17 v0","done":false}],"i18":[{"text":"i18 v0","done":false}],"i19":[{"text":"i19 v0","done":false}],"i20":[{"text":"i20 v0","done":false}],"i21":[{"text":"i21 v0","done":false}],"i22":[{"text":"i22 v0","done":false}],"i23":[{"text":"i23 v0","done":false}],"i24":[{"text":"i24 v0","done":false}],"i25":[{"text":"i25 v0","done":false}],"i26":[{"text":"i26 v0","done":false}],"i27":[{"text":"i27 v0","done":false}],"i28":[{"text":"i28 v0","done":false}],"i29":[{"text":"i29 v0","done":false}],"i30":[{"text":"i30 v0","done":false}],"i31":[{"text":"i31 v0","done":false}],"i32":[{"text":"i32 v0","done":false}],"i33":[{"text":"i33 v0","done":false}],"i34":[{"text":"i34 v0","done":false}],"i35":[{"text":"i35 v0","done":false}],"i36":[{"text":"i36 v0","done":false}],"i37":[{"text":"i37 v0","done":false}],"i38":[{"text":"i38 v0","done":false}],"i39":[{"text":"i39 v0","done":false}],"i40":[{"text":"i40 v0","done":false}]}"#,
                },
            ],
        },
        Mutant {
            name: "one request in ten lost for good",
            edits: &[
                Edit::Fact {
                    pointer: "/observed/durability/known/faults",
                    json: r#"[{"at":1000,"until":3000,"what":"a replica is killed","seen":true}]"#,
                },
                Edit::Fact {
                    pointer: "/observed/durability/known/operations",
                    json: r#"[{"at":90001,"took":9,"item":"i1","act":"create","text":"i1 v0","outcome":"ok","status":201,"seen":null},{"at":90002,"took":9,"item":"i2","act":"create","text":"i2 v0","outcome":"ok","status":201,"seen":null},{"at":90003,"took":9,"item":"i3","act":"create","text":"i3 v0","outcome":"ok","status":201,"seen":null},{"at":90004,"took":9,"item":"i4","act":"create","text":"i4 v0","outcome":"ok","status":201,"seen":null},{"at":90005,"took":9,"item":"i5","act":"create","text":"i5 v0","outcome":"ok","status":201,"seen":null},{"at":90006,"took":9,"item":"i6","act":"create","text":"i6 v0","outcome":"ok","status":201,"seen":null},{"at":90007,"took":9,"item":"i7","act":"create","text":"i7 v0","outcome":"ok","status":201,"seen":null},{"at":90008,"took":9,"item":"i8","act":"create","text":"i8 v0","outcome":"ok","status":201,"seen":null},{"at":90009,"took":9,"item":"i9","act":"create","text":"i9 v0","outcome":"ok","status":201,"seen":null},{"at":90010,"took":9,"item":"i10","act":"create","text":"i10 v0","outcome":"unknown","status":503,"seen":null},{"at":90011,"took":9,"item":"i11","act":"create","text":"i11 v0","outcome":"ok","status":201,"seen":null},{"at":90012,"took":9,"item":"i12","act":"create","text":"i12 v0","outcome":"ok","status":201,"seen":null},{"at":90013,"took":9,"item":"i13","act":"create","text":"i13 v0","outcome":"ok","status":201,"seen":null},{"at":90014,"took":9,"item":"i14","act":"create","text":"i14 v0","outcome":"ok","status":201,"seen":null},{"at":90015,"took":9,"item":"i15","act":"create","text":"i15 v0","outcome":"ok","status":201,"seen":null},{"at":90016,"took":9,"item":"i16","act":"create","text":"i16 v0","outcome":"ok","status":201,"seen":null},{"at":90017,"took":9,"item":"i17","act":"create","text":"i17 v0","outcome":"ok","status":201,"seen":null},{"at":90018,"took":9,"item":"i18","act":"create","text":"i18 v0","outcome":"ok","status":201,"seen":null},{"at":90019,"took":9,"item":"i19","act":"create","text":"i19 v0","outcome":"ok","status":201,"seen":null},{"at":90020,"took":9,"item":"i20","act":"create","text":"i20 v0","outcome":"unknown","status":503,"seen":null},{"at":90021,"took":9,"item":"i21","act":"create","text":"i21 v0","outcome":"ok","status":201,"seen":null},{"at":90022,"took":9,"item":"i22","act":"create","text":"i22 v0","outcome":"ok","status":201,"seen":null},{"at":90023,"took":9,"item":"i23","act":"create","text":"i23 v0","outcome":"ok","status":201,"seen":null},{"at":90024,"took":9,"item":"i24","act":"create","text":"i24 v0","outcome":"ok","status":201,"seen":null},{"at":90025,"took":9,"item":"i25","act":"create","text":"i25 v0","outcome":"ok","status":201,"seen":null},{"at":90026,"took":9,"item":"i26","act":"create","text":"i26 v0","outcome":"ok","status":201,"seen":null},{"at":90027,"took":9,"item":"i27","act":"create","text":"i27 v0","outcome":"ok","status":201,"seen":null},{"at":90028,"took":9,"item":"i28","act":"create","text":"i28 v0","outcome":"ok","status":201,"seen":null},{"at":90029,"took":9,"item":"i29","act":"create","text":"i29 v0","outcome":"ok","status":201,"seen":null},{"at":90030,"took":9,"item":"i30","act":"create","text":"i30 v0","outcome":"unknown","status":503,"seen":null},{"at":90031,"took":9,"item":"i31","act":"create","text":"i31 v0","outcome":"ok","status":201,"seen":null},{"at":90032,"took":9,"item":"i32","act":"create","text":"i32 v0","outcome":"ok","status":201,"seen":null},{"at":90033,"took":9,"item":"i33","act":"create","text":"i33 v0","outcome":"ok","status":201,"seen":null},{"at":90034,"took":9,"item":"i34","act":"create","text":"i34 v0","outcome":"ok","status":201,"seen":null},{"at":90035,"took":9,"item":"i35","act":"create","text":"i35 v0","outcome":"ok","status":201,"seen":null},{"at":90036,"took":9,"item":"i36","act":"create","text":"i36 v0","outcome":"ok","status":201,"seen":null},{"at":90037,"took":9,"item":"i37","act":"create","text":"i37 v0","outcome":"ok","status":201,"seen":null},{"at":90038,"took":9,"item":"i38","act":"create","text":"i38 v0","outcome":"ok","status":201,"seen":null},{"at":90039,"took":9,"item":"i39","act":"create","text":"i39 v0","outcome":"ok","status":201,"seen":null},{"at":90040,"took":9,"item":"i40","act":"create","text":"i40 v0","outcome":"unknown","status":503,"seen":null}]"#,
                },
                Edit::Fact {
                    pointer: "/observed/durability/known/rows",
                    json: r#"{"i1":[{"text":"i1 v0","done":false}],"i2":[{"text":"i2 v0","done":false}],"i3":[{"text":"i3 v0","done":false}],"i4":[{"text":"i4 v0","done":false}],"i5":[{"text":"i5 v0","done":false}],"i6":[{"text":"i6 v0","done":false}],"i7":[{"text":"i7 v0","done":false}],"i8":[{"text":"i8 v0","done":false}],"i9":[{"text":"i9 v0","done":false}],"i10":[{"text":"i10 v0","done":false}],"i11":[{"text":"i11 v0","done":false}],"i12":[{"text":"i12 v0","done":false}],"i13":[{"text":"i13 v0","done":false}],"i14":[{"text":"i14 v0","done":false}],"i15":[{"text":"i15 v0","done":false}],"i16":[{"text":"i16 v0","done":false}],"i17":[{"text":"i17 v0","done":false}],"i18":[{"text":"i18 v0","done":false}],"i19":[{"text":"i19 v0","done":false}],"i20":[{"text":"i20 v0","done":false}],"i21":[{"text":"i21 v0","done":false}],"i22":[{"text":"i22 v0","done":false}],"i23":[{"text":"i23 v0","done":false}],"i24":[{"text":"i24 v0","done":false}],"i25":[{"text":"i25 v0","done":false}],"i26":[{"text":"i26 v0","done":false}],"i27":[{"text":"i27 v0","done":false}],"i28":[{"text":"i28 v0","done":false}],"i29":[{"text":"i29 v0","done":false}],"i30":[{"text":"i30 v0","done":false}],"i31":[{"text":"i31 v0","done":false}],"i32":[{"text":"i32 v0","done":false}],"i33":[{"text":"i33 v0","done":false}],"i34":[{"text":"i34 v0","done":false}],"i35":[{"text":"i35 v0","done":false}],"i36":[{"text":"i36 v0","done":false}],"i37":[{"text":"i37 v0","done":false}],"i38":[{"text":"i38 v0","done":false}],"i39":[{"text":"i39 v0","done":false}],"i40":[{"text":"i40 v0","done":false}]}"#,
                },
            ],
        },
    ],
    keeps: &[Twin {
        name: "failures during a fault",
        edits: &[
            Edit::Fact {
                pointer: "/observed/durability/known/faults",
                json: r#"[{"at":80000,"until":95000,"what":"the database is stopped","seen":true}]"#,
            },
            Edit::Fact {
                pointer: "/observed/durability/known/operations",
                json: r#"[{"at":90001,"took":9,"item":"i1","act":"create","text":"i1 v0","outcome":"ok","status":201,"seen":null},{"at":90002,"took":9,"item":"i2","act":"create","text":"i2 v0","outcome":"unknown","status":503,"seen":null},{"at":90003,"took":9,"item":"i3","act":"create","text":"i3 v0","outcome":"ok","status":201,"seen":null},{"at":90004,"took":9,"item":"i4","act":"create","text":"i4 v0","outcome":"unknown","status":503,"seen":null},{"at":90005,"took":9,"item":"i5","act":"create","text":"i5 v0","outcome":"ok","status":201,"seen":null},{"at":90006,"took":9,"item":"i6","act":"create","text":"i6 v0","outcome":"unknown","status":503,"seen":null},{"at":90007,"took":9,"item":"i7","act":"create","text":"i7 v0","outcome":"ok","status":201,"seen":null},{"at":90008,"took":9,"item":"i8","act":"create","text":"i8 v0","outcome":"unknown","status":503,"seen":null},{"at":90009,"took":9,"item":"i9","act":"create","text":"i9 v0","outcome":"ok","status":201,"seen":null},{"at":90010,"took":9,"item":"i10","act":"create","text":"i10 v0","outcome":"unknown","status":503,"seen":null},{"at":90011,"took":9,"item":"i11","act":"create","text":"i11 v0","outcome":"ok","status":201,"seen":null},{"at":90012,"took":9,"item":"i12","act":"create","text":"i12 v0","outcome":"unknown","status":503,"seen":null},{"at":90013,"took":9,"item":"i13","act":"create","text":"i13 v0","outcome":"ok","status":201,"seen":null},{"at":90014,"took":9,"item":"i14","act":"create","text":"i14 v0","outcome":"unknown","status":503,"seen":null},{"at":90015,"took":9,"item":"i15","act":"create","text":"i15 v0","outcome":"ok","status":201,"seen":null},{"at":90016,"took":9,"item":"i16","act":"create","text":"i16 v0","outcome":"unknown","status":503,"seen":null},{"at":90017,"took":9,"item":"i17","act":"create","text":"i17 v0","outcome":"ok","status":201,"seen":null},{"at":90018,"took":9,"item":"i18","act":"create","text":"i18 v0","outcome":"unknown","status":503,"seen":null},{"at":90019,"took":9,"item":"i19","act":"create","text":"i19 v0","outcome":"ok","status":201,"seen":null},{"at":90020,"took":9,"item":"i20","act":"create","text":"i20 v0","outcome":"unknown","status":503,"seen":null},{"at":90021,"took":9,"item":"i21","act":"create","text":"i21 v0","outcome":"ok","status":201,"seen":null},{"at":90022,"took":9,"item":"i22","act":"create","text":"i22 v0","outcome":"unknown","status":503,"seen":null},{"at":90023,"took":9,"item":"i23","act":"create","text":"i23 v0","outcome":"ok","status":201,"seen":null},{"at":90024,"took":9,"item":"i24","act":"create","text":"i24 v0","outcome":"unknown","status":503,"seen":null},{"at":90025,"took":9,"item":"i25","act":"create","text":"i25 v0","outcome":"ok","status":201,"seen":null},{"at":90026,"took":9,"item":"i26","act":"create","text":"i26 v0","outcome":"unknown","status":503,"seen":null},{"at":90027,"took":9,"item":"i27","act":"create","text":"i27 v0","outcome":"ok","status":201,"seen":null},{"at":90028,"took":9,"item":"i28","act":"create","text":"i28 v0","outcome":"unknown","status":503,"seen":null},{"at":90029,"took":9,"item":"i29","act":"create","text":"i29 v0","outcome":"ok","status":201,"seen":null},{"at":90030,"took":9,"item":"i30","act":"create","text":"i30 v0","outcome":"unknown","status":503,"seen":null},{"at":90031,"took":9,"item":"i31","act":"create","text":"i31 v0","outcome":"ok","status":201,"seen":null},{"at":90032,"took":9,"item":"i32","act":"create","text":"i32 v0","outcome":"unknown","status":503,"seen":null},{"at":90033,"took":9,"item":"i33","act":"create","text":"i33 v0","outcome":"ok","status":201,"seen":null},{"at":90034,"took":9,"item":"i34","act":"create","text":"i34 v0","outcome":"unknown","status":503,"seen":null},{"at":90035,"took":9,"item":"i35","act":"create","text":"i35 v0","outcome":"ok","status":201,"seen":null},{"at":90036,"took":9,"item":"i36","act":"create","text":"i36 v0","outcome":"unknown","status":503,"seen":null},{"at":90037,"took":9,"item":"i37","act":"create","text":"i37 v0","outcome":"ok","status":201,"seen":null},{"at":90038,"took":9,"item":"i38","act":"create","text":"i38 v0","outcome":"unknown","status":503,"seen":null},{"at":90039,"took":9,"item":"i39","act":"create","text":"i39 v0","outcome":"ok","status":201,"seen":null},{"at":90040,"took":9,"item":"i40","act":"create","text":"i40 v0","outcome":"unknown","status":503,"seen":null},{"at":99000,"took":9,"item":"z","act":"create","text":"z v0","outcome":"ok","status":201,"seen":null}]"#,
            },
            Edit::Fact {
                pointer: "/observed/durability/known/rows",
                json: r#"{"i1":[{"text":"i1 v0","done":false}],"i2":[{"text":"i2 v0","done":false}],"i3":[{"text":"i3 v0","done":false}],"i4":[{"text":"i4 v0","done":false}],"i5":[{"text":"i5 v0","done":false}],"i6":[{"text":"i6 v0","done":false}],"i7":[{"text":"i7 v0","done":false}],"i8":[{"text":"i8 v0","done":false}],"i9":[{"text":"i9 v0","done":false}],"i10":[{"text":"i10 v0","done":false}],"i11":[{"text":"i11 v0","done":false}],"i12":[{"text":"i12 v0","done":false}],"i13":[{"text":"i13 v0","done":false}],"i14":[{"text":"i14 v0","done":false}],"i15":[{"text":"i15 v0","done":false}],"i16":[{"text":"i16 v0","done":false}],"i17":[{"text":"i17 v0","done":false}],"i18":[{"text":"i18 v0","done":false}],"i19":[{"text":"i19 v0","done":false}],"i20":[{"text":"i20 v0","done":false}],"i21":[{"text":"i21 v0","done":false}],"i22":[{"text":"i22 v0","done":false}],"i23":[{"text":"i23 v0","done":false}],"i24":[{"text":"i24 v0","done":false}],"i25":[{"text":"i25 v0","done":false}],"i26":[{"text":"i26 v0","done":false}],"i27":[{"text":"i27 v0","done":false}],"i28":[{"text":"i28 v0","done":false}],"i29":[{"text":"i29 v0","done":false}],"i30":[{"text":"i30 v0","done":false}],"i31":[{"text":"i31 v0","done":false}],"i32":[{"text":"i32 v0","done":false}],"i33":[{"text":"i33 v0","done":false}],"i34":[{"text":"i34 v0","done":false}],"i35":[{"text":"i35 v0","done":false}],"i36":[{"text":"i36 v0","done":false}],"i37":[{"text":"i37 v0","done":false}],"i38":[{"text":"i38 v0","done":false}],"i39":[{"text":"i39 v0","done":false}],"i40":[{"text":"i40 v0","done":false}],"z":[{"text":"z v0","done":false}]}"#,
            },
        ],
    }],
    with: &[],
};

/// Milliseconds after a fault in which failures still belong to it.
const GRACE: u64 = 2_000;
/// Requests that may fail outside of faults, in percent.
const MOST: f64 = 1.0;

fn check(facts: &Facts) -> Result<Verdict, Undecided> {
    let seen = durable::seen(facts)?;
    let during =
        |at: u64| seen.faults.iter().any(|fault| at + 1_000 >= fault.at && at <= fault.until + GRACE);
    let (inside, outside): (Vec<&Operation>, Vec<&Operation>) =
        seen.operations.iter().partition(|it| during(it.at));
    let failed = |of: &[&Operation]| {
        let bad = of
            .iter()
            .filter(|it| it.outcome == Outcome::Unknown || it.status.is_some_and(|status| status >= 500));
        (bad.count(), of.len())
    };
    let ((bad_inside, all_inside), (bad, all)) = (failed(&inside), failed(&outside));
    if all == 0 {
        return Err(Undecided::ours("no request was made outside of faults"));
    }
    let share = 100.0 * durable::ratio(bad, all);
    let says = format!(
        "{bad} of {all} requests failed outside of faults ({share:.1} %), {bad_inside} of {all_inside} during them (a proxy)"
    );
    let mut exhibits = vec![Exhibit::new(
        Place::moment("durability", seen.faults.first().map_or(0, |fault| fault.at)),
        says,
    )];
    let first = outside.iter().find(|it| it.outcome == Outcome::Unknown);
    if let (true, Some(first)) = (share > MOST, first) {
        let says = format!("{:?} failed, status {:?}", first.act, first.status).to_lowercase();
        exhibits.insert(0, Exhibit::new(Place::moment("durability", first.at), says));
    }
    let (bad, good) = if share > MOST { (exhibits, Vec::new()) } else { (Vec::new(), exhibits) };
    Ok(record::judge(bad, good, || record::absent(".", "nothing was seen")))
}
