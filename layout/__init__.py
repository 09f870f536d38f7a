"""What is on a page and where: access, images, rulings, regions, geometry. Imports nothing of ours."""
