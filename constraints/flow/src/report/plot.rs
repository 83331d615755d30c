//! The plot of area by block.

use super::Report;
use super::quantity::grouped;
use super::statistics::BlockSize;
use crate::error::FlowError;
use plotters::prelude::*;
use std::path::Path;

/// Most bars of a plot; what is smaller is one bar together.
const BARS: usize = 14;

/// What is plotted of a target: the name of a series and its colour.
const SERIES: [(&str, RGBColor); 2] = [("LUT", RGBColor(58, 110, 165)), ("flip-flops", RGBColor(222, 148, 60))];

/// One bar: a label, and as many values as there are series.
type Bar = (String, [f64; 2]);

/// Draws what each module takes, all its instances together: area of standard cells, or tables and flip-flops.
pub fn area_by_block(report: &Report, path: &Path) -> Result<(), FlowError> {
    let wrong = |reason: String| FlowError::Plot { path: path.to_owned(), reason };
    draw(report, &bars(report), path).map_err(|error| wrong(error.to_string()))
}

fn bars(report: &Report) -> Vec<Bar> {
    let asic = report.structure.is_some();
    let value = |block: &BlockSize| {
        if asic { [block.size.area, 0.0] } else { [block.size.luts as f64, block.size.flip_flops as f64] }
    };
    let label = |block: &BlockSize| {
        if block.instances == 1 { block.block.clone() } else { format!("{} × {}", block.instances, block.block) }
    };
    let mut bars: Vec<Bar> = report.by_block.iter().map(|block| (label(block), value(block))).collect();
    if bars.len() > BARS {
        let rest = bars.split_off(BARS - 1);
        let sum = rest.iter().fold([0.0, 0.0], |[one, two], (_, value)| [one + value[0], two + value[1]]);
        bars.push((format!("{} smaller ones", rest.len()), sum));
    }
    bars
}

fn draw(report: &Report, bars: &[Bar], path: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let asic = report.structure.is_some();
    let series = if asic { 1 } else { SERIES.len() };
    let most = bars.iter().flat_map(|(_, values)| values).fold(0.0_f64, |most, value| most.max(*value)).max(1.0);
    let (row, label_width) = (if asic { 28 } else { 40 }, 190);
    let size = (820, 110 + row * bars.len().max(1) as u32);
    let area = SVGBackend::new(path, size).into_drawing_area();
    area.fill(&WHITE)?;
    let unit = if asic { "area in µm²" } else { "LUT and flip-flops" };
    let title = format!("{} of {} on {}: {unit} by module", report.block, report.configuration, report.target);
    let count = bars.len().max(1) as f64;
    let mut chart = ChartBuilder::on(&area)
        .caption(title, ("sans-serif", 18))
        .margin(12)
        .x_label_area_size(34)
        .y_label_area_size(label_width)
        .build_cartesian_2d(0.0..most * 1.12, count..0.0)?;
    chart
        .configure_mesh()
        .disable_y_mesh()
        .disable_y_axis()
        .x_labels(6)
        .x_label_formatter(&|value| grouped(*value))
        .draw()?;
    let thick = 0.76 / series as f64;
    for (number, (name, colour)) in SERIES.iter().take(series).enumerate() {
        let bar = |(position, (_, values)): (usize, &Bar)| {
            let top = position as f64 + 0.12 + number as f64 * thick;
            Rectangle::new([(0.0, top), (values[number], top + thick)], colour.filled())
        };
        let drawn = chart.draw_series(bars.iter().enumerate().map(bar))?;
        if series > 1 {
            let colour = *colour;
            drawn.label(*name).legend(move |(x, y)| Rectangle::new([(x, y - 5), (x + 12, y + 5)], colour.filled()));
        }
        let value = |(position, (_, values)): (usize, &Bar)| {
            let middle = position as f64 + 0.12 + (number as f64 + 0.5) * thick;
            let style = ("sans-serif", 12).into_font().color(&BLACK).pos(plotters::style::text_anchor::Pos::new(
                plotters::style::text_anchor::HPos::Left,
                plotters::style::text_anchor::VPos::Center,
            ));
            EmptyElement::at((values[number], middle)) + Text::new(grouped(values[number]), (5, 0), style)
        };
        chart.draw_series(bars.iter().enumerate().map(value))?;
    }
    let label = |(position, (label, _)): (usize, &Bar)| {
        let style = ("sans-serif", 13).into_font().color(&BLACK).pos(plotters::style::text_anchor::Pos::new(
            plotters::style::text_anchor::HPos::Right,
            plotters::style::text_anchor::VPos::Center,
        ));
        EmptyElement::at((0.0, position as f64 + 0.5)) + Text::new(label.clone(), (-8, 0), style)
    };
    let plane = chart.plotting_area();
    for element in bars.iter().enumerate().map(label) {
        plane.draw(&element)?;
    }
    if series > 1 {
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::LowerRight)
            .border_style(BLACK.mix(0.3))
            .background_style(WHITE)
            .draw()?;
    }
    area.present()?;
    Ok(())
}
