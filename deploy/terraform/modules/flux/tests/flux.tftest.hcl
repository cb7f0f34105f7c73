mock_provider "helm" {}

variables {
  path = "deploy/flux/clusters/staging"
}

run "flux_follows_the_folder" {
  command = plan

  assert {
    condition = yamldecode(helm_release.instance.values[0]).instance.sync == {
      kind = "GitRepository"
      url  = "https://github.com/minipokedex/minipokedex"
      ref  = "refs/heads/main"
      path = "deploy/flux/clusters/staging"
    }
    error_message = "The instance is told what to follow."
  }
}

run "versions_are_pinned" {
  command = plan

  assert {
    condition     = helm_release.operator.version == helm_release.instance.version
    error_message = "Operator and instance are of one release."
  }

  assert {
    condition = alltrue([
      for version in [helm_release.operator.version, yamldecode(helm_release.instance.values[0]).instance.distribution.version] :
      can(regex("^[0-9]+\\.[0-9]+\\.[0-9]+$", version))
    ])
    error_message = "Neither the charts nor Flux float."
  }

  assert {
    condition     = endswith(yamldecode(helm_release.instance.values[0]).instance.distribution.artifact, ":v${helm_release.instance.version}")
    error_message = "Nor do Flux's manifests."
  }
}

run "a_path_outside_of_the_clusters" {
  command = plan
  variables { path = "deploy/flux" }
  expect_failures = [var.path]
}

run "a_password_in_the_address" {
  command = plan
  variables { repository = "https://token@github.com/minipokedex/minipokedex" }
  expect_failures = [var.repository]
}

run "ssh_without_a_key" {
  command = plan
  variables { repository = "ssh://git@github.com/minipokedex/minipokedex" }
  expect_failures = [var.repository]
}

run "a_short_name_of_a_branch" {
  command = plan
  variables { ref = "main" }
  expect_failures = [var.ref]
}
