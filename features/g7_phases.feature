Feature: G7 · Phase isolation

  @G7.1
  Rule: The first specification brings Docker only

    Scenario: The images stand on their own first
      Given the submission's checkout
      Then the first deployment specification brings containers and no charts

  @G7.2
  Rule: The second specification brings Kubernetes

    Scenario: The objects come before their templates
      Given the submission's checkout
      Then the specification after the one for containers brings Kubernetes, without charts

  @G7.3
  Rule: The third specification brings Helm and AI operations

    Scenario: Releases are packaged and watched
      Given the submission's checkout
      Then a specification after the one for Kubernetes brings Helm and AI operations

  @G7.4
  Rule: The phases follow one another

    Scenario: One phase is learned from before the next
      Given the submission's checkout
      Then in the history containers come first, then Kubernetes objects, then charts
