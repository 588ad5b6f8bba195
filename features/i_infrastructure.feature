Feature: I · Infrastructure components

  @I1.1
  Rule: The backend runs as a container

    Scenario: The page has something to talk to
      Given the submission at work
      When the whole application is started
      Then a container of its own serves the backend
    Scenario: Its work is what shows that it runs
      Given the submission at work
      Then whatever proves it elsewhere holds
    Scenario: Anyone can build the backend
      Given the submission's checkout
      Then a Dockerfile of the submission builds the backend

  @I1.2
  Rule: The frontend runs as a container

    Scenario: A user opens the page
      Given the submission at work
      When the whole application is started
      Then a container of its own serves the page
    Scenario: A person can get in
      Given the submission at work
      When a person uses the page in a browser
      Then the frontend shows its page in a browser, and a person gets past its sign-in

    Scenario: The page does its part
      Given the submission at work
      Then whatever proves it elsewhere holds
    Scenario: Anyone can build the frontend
      Given the submission's checkout
      Then a Dockerfile of the submission builds the frontend

  @I1.3
  Rule: The database runs as a service

    Scenario: The data lies in a database service
      Given the submission at work
      Then whatever proves it elsewhere holds
    Scenario: The data has a home
      Given the submission's checkout
      Then the submission runs PostgreSQL as a service or names one outside

  @I2.1
  Rule: The submission deploys on a fresh Minikube cluster

    Scenario: The deployment is written down
      Given the submission's checkout
      Then a chart, a kustomization or manifests deploy the application on Kubernetes

    Scenario: The cluster has a name
      Given the submission on a cluster
      Then every node of a fresh cluster becomes ready, and the report names what cluster it was

    Scenario: What is proven elsewhere counts here
      Given the submission on a cluster
      Then whatever proves it elsewhere holds

  @I2.2
  Rule: Services are found by name and requests are spread over replicas

    Scenario: A name leads to pods, and to more than one
      Given the submission's checkout
      Then every service selects pods that a workload makes, and sends to a port that they declare
      And the backend runs in two replicas or more, or an autoscaler may make them

    Scenario: A pod finds the other by its name
      Given the submission on a cluster
      Then every service's name resolves inside a pod

    Scenario: A dying replica is nobody's problem
      Given the submission on a cluster
      Then requests spread over the replicas, and none fails when one of them is killed

  @I2.3
  Rule: The database keeps its data on a persistent volume

    Scenario: The database outlives its pod
      Given the submission's checkout
      Then a persistent volume is mounted where the database keeps its files

    Scenario: The node under the database may go
      Given the submission on a cluster
      Then the database's claim is bound, and its rows are there after its pod was deleted

  @I3.1
  Rule: Each environment has its own config map

    Scenario: What runs in development is configured like what runs in production
      Given the submission's checkout
      Then every environment has its own configuration, and all have the same keys
      And the application takes its settings from a config map that has keys

    Scenario: A changed value arrives
      Given the submission on a cluster
      Then a changed value of the config map changes what the application does after its rollout

  @I3.2
  Rule: API keys come from managed secrets

    Scenario: A pod that starts has the keys it needs
      Given the submission's checkout
      Then every secret key that a pod asks for is provided under that name
      And no secret key that a pod asks for is rendered as an empty text

    Scenario: A forgotten Secret is named
      Given the submission on a cluster
      Then pods start with their Secret, and without it say what is missing

    Scenario: What is proven elsewhere counts here
      Given the submission's checkout
      Then whatever proves it elsewhere holds

  @I3.3
  Rule: External services are reached by configuration

    Scenario: Another model is a matter of configuration
      Given the submission at work
      When a user chats while the harness plays the model
      Then the model is reached at the endpoint that the configuration names

    Scenario: An address is changed without a new image
      Given the submission's checkout
      Then every address of another service in the code only stands in for one from the configuration
