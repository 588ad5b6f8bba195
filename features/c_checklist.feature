Feature: C · Compliance checklist

  @C1
  Rule: All services are proven stateless

  @C2
  Rule: Code and images hold no credential

  @C3
  Rule: Multi-stage builds are in place

  @C4
  Rule: All services have health checks

  @C5
  Rule: Security scans found nothing

  @C6
  Rule: Every container has requests and limits that contain it

  @C7
  Rule: Every variable that a service needs is supplied under its name

  @C8
  Rule: All containers start

  @C9
  Rule: Services can be reached from where their users are

  @C10
  Rule: Connections to the database are open

  @C11
  Rule: The MCP server is at work

  @C12
  Rule: The Agents SDK is at work

  @C13
  Rule: The frontend reaches the backend in a browser

  @C14
  Rule: Load is balanced over the replicas

  @C15
  Rule: Monitoring is active

  @C16
  Rule: Requests can be followed in the logs

  @C17
  Rule: A backup can be restored

  @C18
  Rule: A bad release can be withdrawn without loss

  @C19
  Rule: The performance budget is kept
