terraform {
  # Which store: ../backend.hcl. What encrypts: README.md.
  backend "s3" {
    key          = "staging.tfstate"
    use_lockfile = true
    encrypt      = true
  }
}
