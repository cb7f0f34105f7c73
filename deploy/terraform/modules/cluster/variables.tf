variable "name" {
  description = "Name of the cluster and of all that belongs to it."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,48}[a-z0-9]$", var.name))
    error_message = "The name is 4 to 50 lower-case letters, digits and hyphens, and begins with a letter."
  }
}

variable "network_cidr" {
  description = "Private network of the nodes and the database."
  type        = string

  validation {
    condition     = can(cidrnetmask(var.network_cidr)) && can(regex("^(10|172\\.(1[6-9]|2[0-9]|3[01])|192\\.168)\\.", var.network_cidr))
    error_message = "The network is an IPv4 CIDR within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16."
  }
}

variable "api_allowed_cidrs" {
  description = "Who reaches the API server: a name for each CIDR, which becomes the label of its rule."
  type        = map(string)

  validation {
    condition     = length(var.api_allowed_cidrs) > 0
    error_message = "Name at least one CIDR: without any, Flux can't be installed."
  }

  # A prefix of 16 and longer also refuses the internet in halves (0.0.0.0/1 and 128.0.0.0/1).
  validation {
    condition     = alltrue([for cidr in var.api_allowed_cidrs : can(cidrnetmask(cidr)) && can(regex("/(1[6-9]|2[0-9]|3[0-2])$", cidr))])
    error_message = "Each is an IPv4 CIDR with a prefix of 16 to 32: the API server is never open to the whole internet."
  }
}

variable "kubernetes_version" {
  description = "One of the versions that `civo kubernetes versions` lists for k3s."
  type        = string

  validation {
    condition     = can(regex("^1\\.(3[1-9]|[4-9][0-9])\\.[0-9]+-k3s[0-9]+$", var.kubernetes_version))
    error_message = "The version reads like 1.35.0-k3s1; the charts need 1.31 or later."
  }
}

variable "zones" {
  description = "Zones of the region: each has a node pool of its own, with the label that the charts spread pods by. None: one pool."
  type        = list(string)
  default     = []

  validation {
    condition     = length(distinct(var.zones)) == length(var.zones)
    error_message = "Each zone is named once."
  }
}

variable "nodes" {
  description = "Size of the nodes, and how many of them each pool has."
  type = object({
    size  = string
    count = number
  })

  validation {
    condition     = can(regex("^g[0-9][a-z]\\.kube\\.[a-z0-9]+$", var.nodes.size))
    error_message = "The size is one of `civo kubernetes size`, such as g4s.kube.medium."
  }

  validation {
    condition     = floor(var.nodes.count) == var.nodes.count && var.nodes.count >= 1 && var.nodes.count * max(1, length(var.zones)) >= 3
    error_message = "There are 3 nodes or more in all: Redis runs as 3 pods, and the loss of one node must leave a majority."
  }
}

variable "database" {
  description = "Managed MySQL, as `civo database size` and `civo database versions` name it. None: it runs in the cluster."
  type = object({
    size    = string
    nodes   = number
    version = string
  })
  default = null

  validation {
    condition     = var.database == null || can(regex("^g[0-9]\\.db\\.[a-z0-9]+$", var.database.size))
    error_message = "The size reads like g3.db.medium."
  }

  validation {
    condition     = try(var.database.nodes >= 2 && floor(var.database.nodes) == var.database.nodes, true)
    error_message = "It has 2 nodes or more: one alone is no better than MySQL in the cluster."
  }

  # Rotation keeps two passwords of a user at a time, which MySQL 5.7 can't.
  validation {
    condition     = var.database == null || can(regex("^([89]|[1-9][0-9])\\.[0-9]+(\\.[0-9]+)?$", var.database.version))
    error_message = "The version is MySQL 8.0 or later."
  }
}
