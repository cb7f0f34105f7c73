locals {
  internet = ["0.0.0.0/0"]
}

resource "civo_network" "this" {
  label   = var.name
  cidr_v4 = var.network_cidr
}

resource "civo_firewall" "nodes" {
  name       = "${var.name}-nodes"
  network_id = civo_network.this.id
  # The default ones open every port to everybody.
  create_default_rules = false

  dynamic "ingress_rule" {
    for_each = var.api_allowed_cidrs
    content {
      label      = "kubernetes-api-${ingress_rule.key}"
      protocol   = "tcp"
      port_range = "6443"
      cidr       = [ingress_rule.value]
      action     = "allow"
    }
  }

  dynamic "ingress_rule" {
    for_each = { http = "80", https = "443" }
    content {
      label      = ingress_rule.key
      protocol   = "tcp"
      port_range = ingress_rule.value
      cidr       = local.internet
      action     = "allow"
    }
  }

  dynamic "ingress_rule" {
    for_each = toset(["tcp", "udp"])
    content {
      label      = "between-nodes-${ingress_rule.key}"
      protocol   = ingress_rule.key
      port_range = "1-65535"
      cidr       = [var.network_cidr]
      action     = "allow"
    }
  }

  dynamic "egress_rule" {
    for_each = toset(["tcp", "udp"])
    content {
      label      = "out-${egress_rule.key}"
      protocol   = egress_rule.key
      port_range = "1-65535"
      cidr       = local.internet
      action     = "allow"
    }
  }
}
