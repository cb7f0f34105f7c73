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
    condition     = output.database.name == "minipokedex-production-mysql" && issensitive(output.database)
    error_message = "Production has a managed MySQL, and its password is sensitive."
  }
}
