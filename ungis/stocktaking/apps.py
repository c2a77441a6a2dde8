from django.apps import AppConfig


class StocktakingConfig(AppConfig):
    name = "ungis.stocktaking"
    label = "stocktaking"
