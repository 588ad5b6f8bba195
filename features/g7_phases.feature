Feature: G7 · Phase isolation

  @G7.1
  Rule: The first specification brings Docker only

  @G7.2
  Rule: The second specification brings Kubernetes

  @G7.3
  Rule: The third specification brings Helm and AI operations

  @G7.4
  Rule: The phases follow one another
