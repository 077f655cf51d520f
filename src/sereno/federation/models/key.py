"""The keys with which towns sign what they send to another installation."""

from django.db import models


class Key(models.Model):
    """One of our own keys; the private half is sealed with the installation's secret."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=100, unique=True)
    sealed = models.TextField()
    public = models.CharField(max_length=60)
    endorsed_by = models.CharField(max_length=100, blank=True)
    endorsement = models.CharField(max_length=100, blank=True)  # the earlier key's signature over this one
    made_at = models.DateTimeField()
    signs_from = models.DateTimeField()  # published before it is used, so that neighbours know it in time
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "id"], name="key_in_municipality")]

    def __str__(self) -> str:
        return self.name


class TrustedKey(models.Model):
    """A neighbour's key: the first we met, or one that a key we trusted vouched for."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    link = models.ForeignKey("federation.Link", on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=100)
    public = models.CharField(max_length=60)
    trusted_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="trusted_key_in_municipality"),
            models.UniqueConstraint(fields=["link", "name"], name="trusted_key_once"),
        ]

    def __str__(self) -> str:
        return self.name


class SeenNonce(models.Model):
    """A request that was answered; the same one again is a replay. Forgotten once it would be stale anyway."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    link = models.ForeignKey("federation.Link", on_delete=models.CASCADE, related_name="+", db_index=False)
    nonce = models.CharField(max_length=64)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="nonce_in_municipality"),
            models.UniqueConstraint(fields=["link", "nonce"], name="nonce_once"),
        ]
        indexes = [models.Index(fields=["seen_at"], name="nonce_seen")]

    def __str__(self) -> str:
        return self.nonce
