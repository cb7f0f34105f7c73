terraform {
  required_version = ">= 1.11"

  # Which versions: the modules say it, and .terraform.lock.hcl holds to one.
  required_providers {
    civo = { source = "civo/civo" }
    helm = { source = "hashicorp/helm" }
  }
}

# The token comes from CIVO_TOKEN.
provider "civo" {
  region = "LON1"
}

provider "helm" {
  kubernetes = module.cluster.kubernetes
}

module "cluster" {
  source = "../../modules/cluster"

  name               = "minipokedex-production"
  network_cidr       = "10.20.0.0/24"
  api_allowed_cidrs  = var.api_allowed_cidrs
  kubernetes_version = "1.35.0-k3s1"
  nodes              = { size = "g4s.kube.large", count = 3 }
}

module "flux" {
  source = "../../modules/flux"

  path = "deploy/flux/clusters/production"
}
