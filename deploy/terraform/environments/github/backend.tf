terraform {
  # Which store: ../backend.hcl. What encrypts: README.md.
  backend "s3" {
    key          = "github.tfstate"
    use_lockfile = true
    encrypt      = true
  }
}
