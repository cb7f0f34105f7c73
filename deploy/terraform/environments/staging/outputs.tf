output "cluster" {
  description = "Name of the cluster, by which `civo kubernetes config` finds it."
  value       = module.cluster.name
}

output "firewall_id" {
  description = "Firewall of the nodes, for the annotation kubernetes.civo.com/firewall-id of a load balancer."
  value       = module.cluster.firewall_id
}
