"""What editors bring: pictures, judged by what their heads say before anything is unpacked."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL.Image import DecompressionBombError
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


class PictureField(WagtailImageField):
    def check_image_pixel_size(self, f):
        """As Wagtail's own, which fails where Pillow does not even open the file to count."""
        try:
            super().check_image_pixel_size(f)
        except DecompressionBombError:
            words = _("This picture has far too many pixels. Please make it smaller and bring it again.")
            raise ValidationError(words, code="file_too_many_pixels") from None
        except (OSError, SyntaxError, ValueError):
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from None


class PictureForm(BaseImageForm):
    """The form with which Wagtail takes pictures in, wherever that is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = PictureField(label=field.label, required=field.required, widget=field.widget)
