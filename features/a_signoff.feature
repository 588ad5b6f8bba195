Feature: A · Compliance sign-off

  @A1
  Rule: Every author has acknowledged the constitution

    Scenario: Everybody knows the rules
      Given the submission's checkout
      Then every author of a commit has acknowledged the constitution

  @A2
  Rule: The constitution states its version and effective date

    Scenario: Everybody knows which rules were in force
      Given the submission's checkout
      Then the constitution states a version and a date from which it holds, and holds

  @A3
  Rule: The constitution is reviewed in its cycle

    Scenario: Rules that do not fit are noticed
      Given the submission's checkout
      Then the review log shows no gap longer than the review cycle
