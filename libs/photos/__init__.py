"""Photos that strangers send: sniffed, read apart from the service, kept by hash, shown stripped.

    pictures: Pictures = PicturesProvider(namespace="gis")     # libs.photos.service, in a service
    with self.pictures.hand():
        facts = self.pictures.take(request.attachment, known)  # the original is kept
    jpeg = self.pictures.show(facts.sha256, "thumb")           # upright, without EXIF

What the camera told of time and place is in the facts, for the service alone.
"""
