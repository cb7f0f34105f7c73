# Where the backups of MySQL go. `terraform output -json backups` prints the key that they are written with.
resource "civo_object_store_credential" "backups" {
  name = "minipokedex-backups"
}

resource "civo_object_store" "backups" {
  name          = "minipokedex-backups"
  max_size_gb   = 500
  access_key_id = civo_object_store_credential.backups.access_key_id

  lifecycle {
    prevent_destroy = true
  }
}
