output "cluster" {
  description = "Name of the cluster, by which `civo kubernetes config` finds it."
  value       = module.cluster.name
}

output "firewall_id" {
  description = "Firewall of the nodes, for the annotation kubernetes.civo.com/firewall-id of a load balancer."
  value       = module.cluster.firewall_id
}

output "database" {
  description = "Managed MySQL within the network, and its administrator; null without one."
  value       = module.cluster.database
  sensitive   = true
}

output "backups" {
  description = "Bucket of the backups, and the key to it."
  sensitive   = true
  value = {
    bucket     = civo_object_store.backups.name
    access_key = civo_object_store_credential.backups.access_key_id
    secret_key = civo_object_store_credential.backups.secret_access_key
  }
}
