//! What people write and machines do not: a small dictionary, and how plausible letters are beside each other.

use std::sync::OnceLock;

/// A list of words, written as one text.
pub(super) struct Words {
    text: &'static str,
    sorted: OnceLock<Vec<&'static str>>,
}

impl Words {
    /// The words of a text, separated by spaces.
    pub(super) const fn new(text: &'static str) -> Self {
        Self { text, sorted: OnceLock::new() }
    }

    /// All words, in alphabetical order.
    pub(super) fn iter(&self) -> std::slice::Iter<'_, &'static str> {
        let sorted = self.sorted.get_or_init(|| {
            let mut words: Vec<&str> = self.text.split_ascii_whitespace().collect();
            words.sort_unstable();
            words
        });
        sorted.iter()
    }

    /// Whether the word is one of them.
    pub(super) fn has(&self, word: &str) -> bool {
        self.iter().as_slice().binary_search(&word).is_ok()
    }
}

/// `BIGRAMS[first][second]`: how often two letters stand together in the words of programs, from `0` (never) over
/// `6` (by chance) to `9`. The mean over a word is above 5.4 for 99 of 100 words, and 4.2 for random letters.
static BIGRAMS: [&[u8; 26]; 26] = [
    b"36762350504767060878543451",
    b"75547532753844742664732162",
    b"73557427606643840657621030",
    b"75569542822644651565533230",
    b"64675552402657454877244631",
    b"74556733902644740666632140",
    b"64439346700646640775622122",
    b"84458433704454840656522140",
    b"55665561202669751577250305",
    b"85568541535446740474744010",
    b"65559553734655550476544131",
    b"73468332802734840466632160",
    b"85448432703554770364522121",
    b"73677572604444740478562131",
    b"55663552524768560866756300",
    b"83558435603733760867543150",
    b"35452522400734144676941013",
    b"73659441704564741666532050",
    b"53648436704544663478634150",
    b"74548436802544752765533151",
    b"66556540600778460777110200",
    b"84549443700444640465124140",
    b"84557446804556751764322300",
    b"54757534702563482459333552",
    b"54656553602776582587334344",
    b"73449423703442642346422244",
];

/// Words of which default passwords and made-up values are built.
static DICTIONARY: Words = Words::new(
    "abc access account admin administrator api app application auth backend bar baz better bot \
     change changed changeit changeme chat chatbot client cluster code cookie credential credentials \
     data database db debug default demo dev develop developer development docker dummy encryption \
     env example fake fallback fastapi foo for frontend guest hackathon hash hello helm here in \
     insecure is jwt key kube kubernetes letmein local localhost login long master mcp me min \
     minikube mock mongo mongodb must my mysql nextauth none not of only openai or owner pass \
     passphrase passwd password pg please postgres postgresql private prod production public pw pwd \
     qwerty rabbitmq random redis refresh replace root safe sample secret secure security server \
     service session set shared sign signing simple some staging string strong super system task temp \
     test testing tester that the this to todo todoapp todos token tmp unsafe use user username very \
     weak web welcome with world wrong your new old invalid correct valid at least characters char \
     chars bytes value another different first second one two three a an and it no yes ok alice bob \
     john doe jane charlie p reset forgot sample x e2e ci unit integration phase panaversity stack \
     full fullstack next neon gemini cohere",
);

/// Runs of keys and letters that people take for passwords.
static RUNS: &[&str] = &[
    "0123456789",
    "1234567890",
    "9876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1q2w3e4r5t",
    "1qaz2wsx3edc",
];

/// Mean plausibility of the letter pairs, or `None` where there are fewer than five.
pub(super) fn plausibility(text: &[u8]) -> Option<f32> {
    let (mut sum, mut pairs) = (0_u16, 0_u16);
    for pair in text.windows(2).take(400) {
        if let [first, second] = pair
            && first.is_ascii_alphabetic()
            && second.is_ascii_alphabetic()
            // a capital after a small letter begins a word
            && !(first.is_ascii_lowercase() && second.is_ascii_uppercase())
        {
            let row = BIGRAMS[usize::from(first.to_ascii_lowercase() - b'a')];
            sum += u16::from(row[usize::from(second.to_ascii_lowercase() - b'a')] - b'0');
            pairs += 1;
        }
    }
    (pairs >= 5).then(|| f32::from(sum) / f32::from(pairs))
}

/// Whether the letters of a value are words of the dictionary and runs of keys, one after the other, whatever
/// digits and signs stand between; letters written as digits (`p4ssw0rd`) count as letters.
pub(super) fn is_made_of_words(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    pieces(&lower).all(|piece| segments(piece.as_bytes()))
        || pieces(&unleet(lower.trim_end_matches(|c: char| !c.is_ascii_alphabetic())))
            .all(|piece| segments(piece.as_bytes()))
}

fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphabetic()).filter(|piece| !piece.is_empty())
}

fn unleet(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            other => other,
        })
        .collect()
}

/// Whether a lower-case word splits into words of the dictionary.
fn segments(word: &[u8]) -> bool {
    if word.len() > 64 {
        return false;
    }
    let mut reached = [false; 65];
    reached[0] = true;
    for at in 0..word.len() {
        if !reached[at] {
            continue;
        }
        for known in DICTIONARY.iter() {
            if word[at..].starts_with(known.as_bytes()) {
                reached[at + known.len()] = true;
            }
        }
        for run in RUNS {
            let length =
                word[at..].iter().zip(run.bytes()).take_while(|(have, want)| **have == *want).count();
            if length >= 3 {
                reached[at + length] = true;
            }
        }
    }
    reached[word.len()]
}

/// Share of the text that lies in runs of keys, repeated characters or ascending sequences, from 0 to 1.
pub(super) fn monotony(text: &[u8]) -> f32 {
    if text.len() < 2 {
        return 0.0;
    }
    let steady = text
        .windows(2)
        .filter(|pair| {
            let [first, second] = pair else { return false };
            first == second || first.wrapping_add(1) == *second || (*first == b'9' && *second == b'0')
        })
        .count();
    #[expect(clippy::cast_precision_loss, reason = "a share of a short text")]
    let share = steady as f32 / (text.len() - 1) as f32;
    share
}

/// Shannon entropy in bits per character.
pub(super) fn entropy(text: &[u8]) -> f32 {
    let mut counts = [0_u16; 256];
    let text = &text[..text.len().min(4096)];
    for byte in text {
        counts[usize::from(*byte)] += 1;
    }
    #[expect(clippy::cast_precision_loss, reason = "at most 4096")]
    let total = text.len() as f32;
    counts.iter().filter(|count| **count > 0).fold(0.0, |sum, count| {
        let share = f32::from(*count) / total;
        sum - share * share.log2()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_plausible_and_random_letters_are_not() {
        for word in ["handleSubmit", "authentication", "conversation_history"] {
            assert!(plausibility(word.as_bytes()).unwrap() > 5.4, "{word}");
        }
        for noise in ["kqzxjwvbn", "ZxKqPwBvTr"] {
            assert!(plausibility(noise.as_bytes()).unwrap() < 5.0, "{noise}");
        }
    }

    #[test]
    fn default_passwords_are_made_of_words() {
        for value in
            ["todo_password", "P@ssw0rd123", "SuperSecret", "admin123", "my-secret-key-2024", "qwerty"]
        {
            assert!(is_made_of_words(value), "{value}");
        }
        for value in ["hamza@1234", "kX9vQ2", "falcon-garnet"] {
            assert!(!is_made_of_words(value), "{value}");
        }
    }

    #[test]
    fn entropy_and_monotony_know_their_extremes() {
        assert!(entropy(b"aaaaaaaa") < 0.01 && entropy(b"abcdefgh") > 2.99);
        assert!(monotony(b"1234567890") > 0.9 && monotony(b"k3v9x1") < 0.1);
    }
}
