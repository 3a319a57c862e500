"""A voice assistant that answers before you notice, keeps private words at home, and can prove both."""
