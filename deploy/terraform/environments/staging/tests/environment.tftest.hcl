# With the values of terraform.tfvars: one that the modules refuse fails here.
mock_provider "civo" {
  source = "../../mocks/civo"
}

mock_provider "helm" {}

run "the_environment" {
  command = plan

  assert {
    condition     = output.cluster == "minipokedex-staging"
    error_message = "The cluster is staging's."
  }

  assert {
    condition     = module.cluster.database == null
    error_message = "Staging runs MySQL in the cluster."
  }
}
