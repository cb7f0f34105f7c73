mock_provider "civo" {
  source = "../../mocks/civo"
}

variables {
  name               = "minipokedex-test"
  network_cidr       = "10.30.0.0/24"
  api_allowed_cidrs  = { office = "198.51.100.0/24", runner = "203.0.113.7/32" }
  kubernetes_version = "1.35.0-k3s1"
  nodes              = { size = "g4s.kube.medium", count = 3 }
  database           = { size = "g3.db.medium", nodes = 2, version = "8.0" }
}

run "the_api_server_is_open_to_the_named_cidrs" {
  command = plan

  assert {
    condition = { for rule in civo_firewall.nodes.ingress_rule : rule.label => rule.cidr if rule.port_range == "6443" } == {
      kubernetes-api-office = toset(["198.51.100.0/24"])
      kubernetes-api-runner = toset(["203.0.113.7/32"])
    }
    error_message = "Port 6443 has a rule per name, and no other."
  }
}

run "the_internet_reaches_http_and_https" {
  command = plan

  assert {
    condition = toset([
      for rule in concat(tolist(civo_firewall.nodes.ingress_rule), tolist(civo_firewall.database[0].ingress_rule)) :
      "${rule.protocol} ${rule.port_range}" if anytrue([for cidr in rule.cidr : endswith(cidr, "/0")])
    ]) == toset(["tcp 80", "tcp 443"])
    error_message = "Nothing but ports 80 and 443 is open to the internet."
  }

  assert {
    condition     = !civo_firewall.nodes.create_default_rules && !civo_firewall.database[0].create_default_rules
    error_message = "Civo's default rules open every port."
  }
}

run "the_whole_internet" {
  command = plan
  variables { api_allowed_cidrs = { everybody = "0.0.0.0/0" } }
  expect_failures = [var.api_allowed_cidrs]
}

run "the_internet_in_halves" {
  command = plan
  variables { api_allowed_cidrs = { lower = "0.0.0.0/1", upper = "128.0.0.0/1" } }
  expect_failures = [var.api_allowed_cidrs]
}

run "an_address_without_a_prefix" {
  command = plan
  variables { api_allowed_cidrs = { office = "198.51.100.7" } }
  expect_failures = [var.api_allowed_cidrs]
}

run "ipv6" {
  command = plan
  variables { api_allowed_cidrs = { everybody = "::/16" } }
  expect_failures = [var.api_allowed_cidrs]
}

run "nobody" {
  command = plan
  variables { api_allowed_cidrs = {} }
  expect_failures = [var.api_allowed_cidrs]
}

run "a_network_of_public_addresses" {
  command = plan
  variables { network_cidr = "198.51.100.0/24" }
  expect_failures = [var.network_cidr]
}
