# What Civo answers, as far as something is made of it.
mock_resource "civo_kubernetes_cluster" {
  override_during = plan
  defaults = {
    id           = "00000000-0000-4000-8000-000000000001"
    api_endpoint = "https://192.0.2.1:6443"
    kubeconfig   = <<-YAML
      clusters: [{ cluster: { certificate-authority-data: Y2E= } }]
      users: [{ user: { client-certificate-data: Y2VydA==, client-key-data: a2V5 } }]
    YAML
  }
}

mock_resource "civo_network" {
  override_during = plan
  defaults        = { id = "00000000-0000-4000-8000-000000000002" }
}

mock_resource "civo_firewall" {
  override_during = plan
  defaults        = { id = "00000000-0000-4000-8000-000000000003" }
}

mock_resource "civo_database" {
  override_during = plan
  defaults = {
    port     = 3306
    username = "root"
    password = "not-a-real-one"
  }
}
