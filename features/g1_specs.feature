Feature: G1 · Spec-driven workflow

  @G1.1
  Rule: Work goes from constitution to specification to plan to tasks to implementation

  @G1.2
  Rule: Nothing about containers or the cluster is set up by hand

  @G1.3
  Rule: Everything that is deployed is named by a specification

  @G1.4
  Rule: A change to the infrastructure is specified before it is made
