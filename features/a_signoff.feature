Feature: A · Compliance sign-off

  @A1
  Rule: Every author has acknowledged the constitution

  @A2
  Rule: The constitution states its version and effective date

  @A3
  Rule: The constitution is reviewed in its cycle
