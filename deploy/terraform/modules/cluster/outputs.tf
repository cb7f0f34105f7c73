locals {
  kubeconfig = yamldecode(civo_kubernetes_cluster.this.kubeconfig)
}

output "name" {
  description = "Name of the cluster, by which `civo kubernetes config` finds it."
  value       = civo_kubernetes_cluster.this.name
}

output "firewall_id" {
  description = "Firewall of the nodes, for the annotation kubernetes.civo.com/firewall-id of a load balancer."
  value       = civo_firewall.nodes.id
}

output "kubernetes" {
  description = "How a provider gets into the cluster, as its administrator."
  sensitive   = true
  value = {
    host                   = civo_kubernetes_cluster.this.api_endpoint
    cluster_ca_certificate = base64decode(local.kubeconfig.clusters[0].cluster["certificate-authority-data"])
    client_certificate     = base64decode(local.kubeconfig.users[0].user["client-certificate-data"])
    client_key             = base64decode(local.kubeconfig.users[0].user["client-key-data"])
  }
}

output "database" {
  description = "Managed MySQL within the network, and its administrator; null without one."
  sensitive   = true
  value = one([for mysql in civo_database.mysql : {
    name     = mysql.name
    host     = mysql.private_ipv4
    port     = mysql.port
    username = mysql.username
    password = mysql.password
  }])
}
