terraform {
  required_version = ">= 1.11"

  required_providers {
    civo = {
      source  = "civo/civo"
      version = "~> 1.1, >= 1.1.7"
    }
  }
}
