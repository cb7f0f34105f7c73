mock_provider "github" {}

variables {
  approvers     = ["ann", "bob"]
  deploy_runner = "deploy"
}

override_data {
  target = data.github_user.approver
  values = { id = "7" }
}

override_data {
  target = data.github_actions_environment_secrets.given
  values = { secrets = [
    for name in ["KUBECONFIG", "CIVO_TOKEN", "STATE_ACCESS_KEY", "STATE_SECRET_KEY", "AWS_SSE_CUSTOMER_KEY", "SETTINGS_TOKEN"] : { name = name }
  ] }
}

run "nobody_deploys_unasked" {
  command = apply

  assert {
    condition = (
      [for reviewers in github_repository_environment.this["production-approval"].reviewers : reviewers.users] == [toset([7])] &&
      github_actions_variable.this["APPROVERS"].value == "ann bob"
    )
    error_message = "Who may approve reviews production-approval, and is known to the workflows."
  }

  assert {
    condition = toset(keys(github_repository_environment_deployment_policy.main)) == toset([
      "production-approval", "staging", "production", "staging-diff", "production-diff", "github-diff",
    ])
    error_message = "No branch but main uses the secrets that deploy or read what runs."
  }

  assert {
    condition     = alltrue([for environment in github_repository_environment.this : !environment.can_admins_bypass])
    error_message = "Administrators wait like everybody."
  }
}

run "main_is_protected" {
  command = apply

  assert {
    condition = toset([
      for check in github_repository_ruleset.main.rules[0].required_status_checks[0].required_check : check.context
    ]) == toset(["All checks", "Title"])
    error_message = "The checks and the title's are required."
  }

  assert {
    condition     = github_repository_ruleset.main.rules[0].pull_request[0].require_code_owner_review && length(github_repository_ruleset.main.bypass_actors) == 0
    error_message = "Nobody passes by a review of the owners."
  }
}

run "a_plan_without_reviewers" {
  command = apply
  variables { reviews = false }

  assert {
    condition     = length(github_repository_environment.this["production-approval"].reviewers) == 0
    error_message = "A comment is the only way there."
  }
}

run "a_secret_that_is_missing" {
  command = apply

  override_data {
    target = data.github_actions_environment_secrets.given
    values = { secrets = [{ name = "KUBECONFIG" }] }
  }

  expect_failures = [check.secrets]
}
