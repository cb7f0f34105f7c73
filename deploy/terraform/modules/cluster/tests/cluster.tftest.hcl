mock_provider "civo" {
  source = "../../mocks/civo"
}

variables {
  name               = "minipokedex-test"
  network_cidr       = "10.30.0.0/24"
  api_allowed_cidrs  = { office = "198.51.100.0/24", runner = "203.0.113.7/32" }
  kubernetes_version = "1.35.0-k3s1"
  nodes              = { size = "g4s.kube.medium", count = 3 }
}

run "one_pool_where_there_are_no_zones" {
  command = plan

  assert {
    condition     = civo_kubernetes_cluster.this.pools[0].node_count == 3 && length(civo_kubernetes_node_pool.zone) == 0
    error_message = "The only pool has the 3 nodes."
  }

  assert {
    condition     = length(civo_kubernetes_cluster.this.pools[0].labels) == 0
    error_message = "No node claims a zone that there isn't."
  }
}

run "a_pool_per_zone" {
  command = plan

  variables {
    zones = ["b", "a", "c"]
    nodes = { size = "g4s.kube.medium", count = 1 }
  }

  assert {
    condition     = civo_kubernetes_cluster.this.pools[0].labels["topology.kubernetes.io/zone"] == "a"
    error_message = "The first pool is in zone a."
  }

  assert {
    condition = { for zone, pool in civo_kubernetes_node_pool.zone : zone => pool.labels } == {
      b = tomap({ "topology.kubernetes.io/zone" = "b" })
      c = tomap({ "topology.kubernetes.io/zone" = "c" })
    }
    error_message = "Zones b and c have a pool each, with its label."
  }
}

run "a_cluster_in_a_network_of_its_own" {
  command = plan

  assert {
    condition = (
      civo_kubernetes_cluster.this.network_id == civo_network.this.id &&
      civo_kubernetes_cluster.this.firewall_id == civo_firewall.nodes.id &&
      civo_firewall.nodes.network_id == civo_network.this.id
    )
    error_message = "Cluster, firewall and network belong together."
  }

  assert {
    condition     = civo_kubernetes_cluster.this.cni == "cilium"
    error_message = "Something enforces the NetworkPolicies."
  }
}

run "credentials_for_a_provider" {
  command = plan

  # The mock gives a kubeconfig in any case; Civo doesn't.
  assert {
    condition     = civo_kubernetes_cluster.this.write_kubeconfig
    error_message = "Civo leaves the kubeconfig empty unless it is asked for."
  }

  assert {
    condition = output.kubernetes == {
      host                   = "https://192.0.2.1:6443"
      cluster_ca_certificate = "ca"
      client_certificate     = "cert"
      client_key             = "key"
    }
    error_message = "The kubeconfig is read as a provider needs it."
  }

  assert {
    condition     = issensitive(output.kubernetes)
    error_message = "Credentials are sensitive."
  }
}

run "a_name_for_the_cluster" {
  command = plan
  variables { name = "Pokédex" }
  expect_failures = [var.name]
}

run "a_version_that_the_charts_can_use" {
  command = plan
  variables { kubernetes_version = "1.30.5-k3s1" }
  expect_failures = [var.kubernetes_version]
}

run "a_version_of_k3s" {
  command = plan
  variables { kubernetes_version = "latest" }
  expect_failures = [var.kubernetes_version]
}

run "a_size_of_nodes" {
  command = plan
  variables { nodes = { size = "medium", count = 3 } }
  expect_failures = [var.nodes]
}

run "nodes_enough_for_a_majority" {
  command = plan
  variables { nodes = { size = "g4s.kube.medium", count = 2 } }
  expect_failures = [var.nodes]
}

run "a_zone_twice" {
  command = plan
  variables { zones = ["a", "a", "b"] }
  expect_failures = [var.zones]
}
