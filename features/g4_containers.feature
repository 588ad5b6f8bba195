Feature: G4 · Container standards

  @G4.1
  Rule: Images are built in several stages

  @G4.2
  Rule: Images stand on a lightweight base

  @G4.3
  Rule: Every service tells the truth about its health

  @G4.4
  Rule: Services listen on the standard ports
