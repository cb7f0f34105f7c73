locals {
  pools = length(var.zones) == 0 ? { nodes = {} } : {
    for zone in var.zones : zone => { "topology.kubernetes.io/zone" = zone }
  }
  # Civo makes the first pool together with the cluster.
  first_pool = keys(local.pools)[0]
}

resource "civo_kubernetes_cluster" "this" {
  name               = var.name
  network_id         = civo_network.this.id
  firewall_id        = civo_firewall.nodes.id
  cluster_type       = "k3s"
  kubernetes_version = var.kubernetes_version
  # It enforces NetworkPolicies, which all charts here bring.
  cni = "cilium"
  # Flux installs Traefik; without this, Civo's own takes ports 80 and 443. The name is the marketplace's.
  applications = "-traefik2-nodeport"
  # Without it the attribute is empty. It puts the credentials into the state: docs/adr/0012-flux-by-its-operator.md.
  write_kubeconfig = true

  pools {
    label      = "${var.name}-${local.first_pool}"
    size       = var.nodes.size
    node_count = var.nodes.count
    labels     = local.pools[local.first_pool]
  }

  lifecycle {
    postcondition {
      condition     = self.kubeconfig != ""
      error_message = "Civo returned no kubeconfig."
    }
  }
}

resource "civo_kubernetes_node_pool" "zone" {
  for_each = { for zone, labels in local.pools : zone => labels if zone != local.first_pool }

  cluster_id = civo_kubernetes_cluster.this.id
  label      = "${var.name}-${each.key}"
  size       = var.nodes.size
  node_count = var.nodes.count
  labels     = each.value
}
