Feature: G6 · AI DevOps

  @G6.1
  Rule: The Docker AI agent was used for container work

    Scenario: The Docker agent was really asked
      Given the submission's checkout
      Then prompts, specifications or notes show that the Docker AI agent was used

  @G6.2
  Rule: The Kubernetes AI tools wait for the later specifications

    Scenario: Tools for a cluster wait for the cluster
      Given the submission's checkout
      Then kubectl-ai and kagent are not used before the specification that brings Kubernetes

  @G6.3
  Rule: The first specification uses no Kubernetes

    Scenario: Containers are right before they enter a cluster
      Given the submission's checkout
      Then the first deployment specification brings nothing for a cluster

  @G6.4
  Rule: Deployment work is done with AI assistance first

    Scenario: The prompts are there to do it again
      Given the submission's checkout
      Then the record shows that deployment work was done with AI assistance
