"""What leaves a release for other systems, held against the release, the received files and the specifications."""
