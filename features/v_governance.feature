Feature: V · Deployment governance

  @V1.1
  Rule: Changes are specified before they are made

  @V1.2
  Rule: Specifications are reviewed by somebody else

  @V1.3
  Rule: Changes to production need an approval

  @V2.1
  Rule: Infrastructure is code under version control

  @V2.2
  Rule: Releases are tagged

  @V2.3
  Rule: The main branch is protected

  @V3.1
  Rule: A release that fails is rolled back by itself

  @V3.2
  Rule: Migrations of the database can be taken back

  @V3.3
  Rule: A configuration change can be taken back
