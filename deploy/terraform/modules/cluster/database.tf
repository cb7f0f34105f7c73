resource "civo_firewall" "database" {
  count = var.database == null ? 0 : 1

  name                 = "${var.name}-database"
  network_id           = civo_network.this.id
  create_default_rules = false

  ingress_rule {
    label      = "mysql"
    protocol   = "tcp"
    port_range = "3306"
    cidr       = [var.network_cidr]
    action     = "allow"
  }

  egress_rule {
    label      = "within-the-network"
    protocol   = "tcp"
    port_range = "1-65535"
    cidr       = [var.network_cidr]
    action     = "allow"
  }
}

resource "civo_database" "mysql" {
  count = var.database == null ? 0 : 1

  name        = "${var.name}-mysql"
  engine      = "mysql"
  version     = var.database.version
  size        = var.database.size
  nodes       = var.database.nodes
  network_id  = civo_network.this.id
  firewall_id = civo_firewall.database[0].id

  lifecycle {
    prevent_destroy = true
    # Civo reports it as "MySQL", and can't change it.
    ignore_changes = [engine]
  }
}
