"""The main job: what a project holds, what has changed, and the stages that it goes through."""
