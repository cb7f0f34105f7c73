locals {
  environments = yamldecode(file("${path.module}/environments.yaml"))
}

data "github_user" "approver" {
  for_each = toset(var.approvers)
  username = each.key
}

resource "github_repository_environment" "this" {
  for_each = local.environments

  repository          = github_repository.this.name
  environment         = each.key
  can_admins_bypass   = false
  prevent_self_review = each.key == "production-approval"

  dynamic "reviewers" {
    for_each = each.key == "production-approval" && var.reviews && length(var.approvers) > 0 ? [1] : []
    content {
      users = [for user in data.github_user.approver : user.id]
    }
  }

  dynamic "deployment_branch_policy" {
    for_each = try(each.value.any_branch, false) ? [] : ["main"]
    content {
      protected_branches     = false
      custom_branch_policies = true
    }
  }
}

resource "github_repository_environment_deployment_policy" "main" {
  for_each = { for name, environment in local.environments : name => environment if !try(environment.any_branch, false) }

  repository     = github_repository.this.name
  environment    = github_repository_environment.this[each.key].environment
  branch_pattern = "main"
}

resource "github_actions_environment_variable" "url" {
  for_each = { for pair in setproduct(["", "-diff"], keys(var.urls)) : "${pair[1]}${pair[0]}" => var.urls[pair[1]] }

  repository    = github_repository.this.name
  environment   = github_repository_environment.this[each.key].environment
  variable_name = "URL"
  value         = each.value
}

# Their values are given by hand (`gh secret set NAME --env ENVIRONMENT`), so that the state holds none.
data "github_actions_environment_secrets" "given" {
  for_each = local.environments

  name        = github_repository.this.name
  environment = each.key
  depends_on  = [github_repository_environment.this]
}

check "secrets" {
  assert {
    condition = length(local.missing) == 0
    error_message = join("\n", concat(["Secrets are missing:"], [
      for secret in local.missing : "${secret.environment}: ${secret.name}, ${secret.from}"
    ]))
  }
}

locals {
  missing = flatten([for name, environment in local.environments : [
    for secret, from in environment.secrets : { environment = name, name = secret, from = from }
    if !contains(data.github_actions_environment_secrets.given[name].secrets[*].name, secret)
  ]])
}
