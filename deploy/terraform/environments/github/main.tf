terraform {
  required_version = ">= 1.11"

  required_providers {
    github = {
      source  = "integrations/github"
      version = "~> 6.12"
    }
  }
}

# The account comes from GITHUB_OWNER, the token from GITHUB_TOKEN.
provider "github" {}

# It is there before this is applied: README.md says how it is imported.
resource "github_repository" "this" {
  #checkov:skip=CKV_GIT_1:whether it is public is its owner's choice
  name       = var.repository
  has_issues = true

  # The title of a pull request becomes the commit, from which changelog and version are made.
  allow_merge_commit          = false
  allow_rebase_merge          = false
  allow_squash_merge          = true
  squash_merge_commit_title   = "PR_TITLE"
  squash_merge_commit_message = "PR_BODY"
  delete_branch_on_merge      = true

  archive_on_destroy = true

  lifecycle {
    ignore_changes = [description, homepage_url, topics, visibility, has_discussions, has_projects, has_wiki, has_downloads]
  }
}

resource "github_repository_ruleset" "main" {
  name        = "main"
  repository  = github_repository.this.name
  target      = "branch"
  enforcement = "active"

  conditions {
    ref_name {
      include = ["~DEFAULT_BRANCH"]
      exclude = []
    }
  }

  rules {
    deletion                = true
    non_fast_forward        = true
    required_linear_history = true

    pull_request {
      required_approving_review_count = 1
      require_code_owner_review       = true
      require_last_push_approval      = true
      dismiss_stale_reviews_on_push   = true
    }

    required_status_checks {
      strict_required_status_checks_policy = true

      dynamic "required_check" {
        for_each = ["All checks", "Title"]
        content {
          context = required_check.value
          # GitHub Actions: nobody else can report these.
          integration_id = 15368
        }
      }
    }
  }
}

# Workflows propose releases, and get no right that they don't name.
resource "github_workflow_repository_permissions" "this" {
  repository                       = github_repository.this.name
  default_workflow_permissions     = "read"
  can_approve_pull_request_reviews = true
}

resource "github_issue_label" "this" {
  for_each = {
    deployment = "Asks for approval of a deployment to production"
    hold       = "A later commit does not take the place of this deployment"
    drift      = "What runs is not what is committed"
  }

  repository  = github_repository.this.name
  name        = each.key
  description = each.value
  color       = "1d76db"
}

resource "github_actions_variable" "this" {
  for_each = { for name, value in {
    APPROVERS     = join(" ", var.approvers)
    DEPLOY_RUNNER = var.deploy_runner
    PLAN_RUNNER   = var.plan_runner
  } : name => value if value != "" }

  repository    = github_repository.this.name
  variable_name = each.key
  value         = each.value
}
