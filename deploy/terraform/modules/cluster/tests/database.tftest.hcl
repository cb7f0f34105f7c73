mock_provider "civo" {
  source = "../../mocks/civo"
}

variables {
  name               = "minipokedex-test"
  network_cidr       = "10.30.0.0/24"
  api_allowed_cidrs  = { office = "198.51.100.0/24" }
  kubernetes_version = "1.35.0-k3s1"
  nodes              = { size = "g4s.kube.medium", count = 3 }
}

run "no_database_unless_asked_for" {
  command = plan

  assert {
    condition     = length(civo_database.mysql) == 0 && length(civo_firewall.database) == 0 && output.database == null
    error_message = "Nothing managed is made."
  }
}

run "mysql_that_the_network_alone_reaches" {
  command = plan

  variables {
    database = { size = "g3.db.medium", nodes = 2, version = "8.0" }
  }

  assert {
    condition = (
      civo_database.mysql[0].network_id == civo_network.this.id &&
      civo_database.mysql[0].firewall_id == civo_firewall.database[0].id
    )
    error_message = "It is in the cluster's network, behind a firewall."
  }

  assert {
    condition     = [for rule in civo_firewall.database[0].ingress_rule : [rule.port_range, rule.cidr]] == [["3306", toset(["10.30.0.0/24"])]]
    error_message = "Port 3306 is open to the network of the nodes, and nothing else is."
  }

  assert {
    condition     = output.database.username == "root" && issensitive(output.database)
    error_message = "Its administrator is known to who may read the state."
  }
}

run "one_node_only" {
  command = plan
  variables { database = { size = "g3.db.medium", nodes = 1, version = "8.0" } }
  expect_failures = [var.database]
}

run "a_version_that_cannot_rotate" {
  command = plan
  variables { database = { size = "g3.db.medium", nodes = 2, version = "5.7" } }
  expect_failures = [var.database]
}

run "a_size_of_nodes_for_a_database" {
  command = plan
  variables { database = { size = "g4s.kube.medium", nodes = 2, version = "8.0" } }
  expect_failures = [var.database]
}
