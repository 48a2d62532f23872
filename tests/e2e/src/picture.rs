//! Pictures of the virtual screen.

use crate::failure::{Doing, Failure, Result};

/// Pixels as red, green and blue, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

/// A rectangle in pixels of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// From the left.
    pub x: usize,
    /// From the top.
    pub y: usize,
    /// To the right.
    pub width: usize,
    /// Downwards.
    pub height: usize,
}

impl Picture {
    /// Reads the frame buffer that Xvfb keeps in a file: an XWD dump, 32 bits per
    /// pixel, blue first.
    pub fn of_frame_buffer(dump: &[u8]) -> Result<Self> {
        let cut_off = || Failure::new("the screen's file is cut off");
        let field = |index: usize| -> Result<usize> {
            let bytes = dump.get(index * 4..).and_then(|rest| rest.first_chunk::<4>()).ok_or_else(cut_off)?;
            Ok(u32::from_be_bytes(*bytes) as usize)
        };
        let (header, width, height, line, colours) = (field(0)?, field(4)?, field(5)?, field(12)?, field(19)?);
        let start = header + colours * 12;
        let mut pixels = Vec::with_capacity(width * height * 3);
        for row in 0..height {
            let from = start + row * line;
            let bytes = dump.get(from..from + width * 4).ok_or_else(cut_off)?;
            pixels.extend(bytes.chunks_exact(4).flat_map(|pixel| [pixel[2], pixel[1], pixel[0]]));
        }
        Ok(Self { width, height, pixels })
    }

    /// The part of it that lies in `area`.
    #[must_use]
    pub fn cut(&self, area: Area) -> Self {
        let (x, y) = (area.x.min(self.width), area.y.min(self.height));
        let (width, height) = (area.width.min(self.width - x), area.height.min(self.height - y));
        let rows = (y..y + height).map(|row| (row * self.width + x) * 3);
        let pixels = rows.flat_map(|start| &self.pixels[start..start + width * 3]).copied().collect();
        Self { width, height, pixels }
    }

    /// The share of pixels that are different in `other`; all of them in one of another size.
    #[must_use]
    pub fn difference(&self, other: &Self) -> f64 {
        if (self.width, self.height) != (other.width, other.height) {
            return 1.0;
        }
        let pairs = self.pixels.chunks_exact(3).zip(other.pixels.chunks_exact(3));
        pairs.filter(|(one, two)| one != two).count() as f64 / (self.width * self.height).max(1) as f64
    }

    /// How many colours it has; a page that did not paint has one.
    #[must_use]
    pub fn colours(&self) -> usize {
        self.pixels.chunks_exact(3).collect::<std::collections::HashSet<_>>().len()
    }

    /// As a PNG file.
    pub fn png(&self) -> Result<Vec<u8>> {
        let mut file = Vec::new();
        let (width, height) = (u32::try_from(self.width)?, u32::try_from(self.height)?);
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::High);
        let mut writer = encoder.write_header().doing("making a picture")?;
        writer.write_image_data(&self.pixels).doing("making a picture")?;
        writer.finish().doing("making a picture")?;
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::{Area, Picture};

    fn two_pixels() -> Vec<u8> {
        let mut dump = vec![0_u8; 100];
        for (index, value) in [(0, 100_u32), (4, 2), (5, 1), (12, 8), (19, 1)] {
            dump[index * 4..index * 4 + 4].copy_from_slice(&value.to_be_bytes());
        }
        dump.extend([0; 12]);
        dump.extend([3, 2, 1, 0, 6, 5, 4, 0]);
        dump
    }

    #[test]
    fn a_frame_buffer_becomes_a_picture() {
        let dump = two_pixels();
        let file = Picture::of_frame_buffer(&dump).unwrap().png().unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        assert_eq!(pixels, [1, 2, 3, 4, 5, 6], "red, green and blue stand in the usual order");
        assert!(Picture::of_frame_buffer(&dump[..118]).is_err(), "a file that ends inside a pixel is refused");
    }

    #[test]
    fn a_window_is_cut_out_of_the_screen() {
        let screen = Picture::of_frame_buffer(&two_pixels()).unwrap();
        let right = screen.cut(Area { x: 1, y: 0, width: 1, height: 1 });
        assert_eq!(right.pixels, [4, 5, 6], "the pixel on the right");
        assert!((right.difference(&screen) - 1.0).abs() < f64::EPSILON, "pictures of two sizes have nothing in common");
        assert!(screen.difference(&screen) < f64::EPSILON, "a picture is like itself");
        let beyond = screen.cut(Area { x: 1, y: 0, width: 9, height: 9 });
        assert_eq!(beyond, right, "what lies off the screen is left out");
    }
}
