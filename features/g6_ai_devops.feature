Feature: G6 · AI DevOps

  @G6.1
  Rule: The Docker AI agent was used for container work

  @G6.2
  Rule: The Kubernetes AI tools wait for the later specifications

  @G6.3
  Rule: The first specification uses no Kubernetes

  @G6.4
  Rule: Deployment work is done with AI assistance first
