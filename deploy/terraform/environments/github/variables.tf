variable "repository" {
  description = "Name of the repository."
  type        = string
  default     = "minipokedex"
}

variable "approvers" {
  description = "Logins of who may approve a deployment to production; without two of them, nobody can approve for all."
  type        = list(string)

  validation {
    condition     = length(var.approvers) <= 6
    error_message = "GitHub takes 6 reviewers of an environment at most."
  }
}

variable "reviews" {
  description = "Whether the plan of the account has reviewers of environments; without them approval is by comment only."
  type        = bool
  default     = true
}

variable "urls" {
  description = "Where each environment answers."
  type        = object({ staging = string, production = string })
}

variable "deploy_runner" {
  description = "Label of the runner that deploys: its address is one that the API servers' firewalls admit."
  type        = string
  default     = ""
}

variable "plan_runner" {
  description = "Label of the runner that plans what a pull request says: another machine than the one that deploys."
  type        = string
  default     = ""
}
