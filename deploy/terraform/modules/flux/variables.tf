variable "path" {
  description = "Folder of the repository that the cluster is made to follow."
  type        = string

  validation {
    condition     = can(regex("^deploy/flux/clusters/[a-z]+$", var.path))
    error_message = "The path is a folder of deploy/flux/clusters, without a slash at either end."
  }
}

variable "repository" {
  description = "Repository that Flux reads. It is public: Flux holds no credential of it."
  type        = string
  default     = "https://github.com/minipokedex/minipokedex"

  validation {
    condition     = can(regex("^https://[^@/]+/.+[^/]$", var.repository))
    error_message = "The repository is read over https, and there is no password in its address."
  }
}

variable "ref" {
  description = "Branch or tag that Flux follows, as Git names it in full."
  type        = string
  default     = "refs/heads/main"

  validation {
    condition     = can(regex("^refs/(heads|tags)/.+$", var.ref))
    error_message = "The reference reads like refs/heads/main."
  }
}
