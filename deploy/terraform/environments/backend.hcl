# The bucket that holds both states: terraform init -backend-config=../backend.hcl
bucket = "minipokedex-terraform"
region = "LON1"

endpoints = {
  s3 = "https://objectstore.lon1.civo.com"
}

# What belongs to Amazon alone.
use_path_style              = true
skip_credentials_validation = true
skip_metadata_api_check     = true
skip_region_validation      = true
skip_requesting_account_id  = true
skip_s3_checksum            = true
