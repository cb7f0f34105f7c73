# With the values of terraform.tfvars: one that the modules refuse fails here.
mock_provider "civo" {
  source = "../../mocks/civo"
}

mock_provider "helm" {}

run "the_environment" {
  command = plan

  assert {
    condition     = output.cluster == "minipokedex-production"
    error_message = "The cluster is production's."
  }

  assert {
    condition     = issensitive(output.backups)
    error_message = "The key to the backups is sensitive."
  }
}
