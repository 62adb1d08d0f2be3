"""placeholder while the loader is written: see interfaces"""
import msgspec
class Glossary(msgspec.Struct, frozen=True, dict=True):
    concepts: tuple = ()
