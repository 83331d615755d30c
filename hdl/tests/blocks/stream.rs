//! Delays, stream register and queue.

use crate::{settle, start, tick};
use rust_hdl::prelude::*;
use seedchip_hdl::stream::delay::Delay;
use seedchip_hdl::stream::stream_fifo::StreamFifo;
use seedchip_hdl::stream::stream_register::StreamRegister;
use seedchip_hdl::stream::token_delay::TokenDelay;
use std::collections::VecDeque;

#[test]
fn a_delay_shows_the_word_of_some_cycles_ago() {
    for stages in [0, 1, 3] {
        let delay: &mut Delay = &mut start(Delay::new(8, stages));
        for cycle in 0..8_usize {
            delay.data_i.next = (cycle as u64 + 0x1f0).into();
            settle(delay);
            let expected = cycle.checked_sub(stages).map_or(0, |cycle| cycle as u64 + 0xf0);
            assert_eq!(delay.data_o.val(), expected, "{stages} stages, cycle {cycle}");
            tick!(delay);
        }
    }
}

#[test]
fn a_delay_keeps_signs() {
    let delay: &mut Delay<Signed<8>> = &mut start(Delay::new(8, 1));
    delay.data_i.next = Signed::from(-128);
    settle(delay);
    tick!(delay);
    assert_eq!(crate::number(delay.data_o.val()), -128);
}

#[test]
fn a_reset_clears_every_token_on_its_way() {
    let delay = &mut start(TokenDelay::new(2, 3));
    delay.rst_ni.next = true;
    delay.token_i.next = 3.into();
    settle(delay);
    tick!(delay);
    tick!(delay);
    assert_eq!(delay.token_o.val(), 0);
    tick!(delay);
    assert_eq!(delay.token_o.val(), 3);
    delay.rst_ni.next = false;
    tick!(delay);
    delay.rst_ni.next = true;
    delay.token_i.next = 0.into();
    for _ in 0..4 {
        settle(delay);
        assert_eq!(delay.token_o.val(), 0);
        tick!(delay);
    }
}

#[test]
fn a_stream_register_holds_two_beats_and_shows_the_oldest() {
    let register: &mut StreamRegister = &mut start(StreamRegister::new(2, 8));
    register.rst_ni.next = true;
    register.up.valid_i.next = true;
    for beat in [1_u64, 2] {
        assert!(register.up.ready_o.val());
        register.up.data_i[0].next = beat.into();
        register.up.data_i[1].next = (beat + 0x40).into();
        register.up.last_i.next = beat == 2;
        settle(register);
        tick!(register);
        assert!(register.down.valid_o.val());
        assert_eq!(register.down.data_o[0].val(), 1);
        assert_eq!(register.down.data_o[1].val(), 0x41);
    }
    assert!(!register.up.ready_o.val(), "two beats are held");
    register.up.valid_i.next = false;
    register.down.ready_i.next = true;
    settle(register);
    assert!(!register.up.ready_o.val(), "ready does not look through");
    tick!(register);
    assert_eq!(register.down.data_o[0].val(), 2);
    assert!(register.down.last_o.val() & register.up.ready_o.val());
    tick!(register);
    assert!(!register.down.valid_o.val());
    assert_eq!(register.down.data_o[0].val(), 2, "kept while none is held");
}

#[test]
fn a_stream_register_passes_a_beat_every_cycle_and_reset_empties_it() {
    let register: &mut StreamRegister = &mut start(StreamRegister::new(1, 8));
    register.rst_ni.next = true;
    register.up.valid_i.next = true;
    register.down.ready_i.next = true;
    for beat in 0..5_u64 {
        register.up.data_i[0].next = beat.into();
        settle(register);
        assert!(register.up.ready_o.val());
        tick!(register);
        assert_eq!(register.down.data_o[0].val(), beat);
    }
    register.rst_ni.next = false;
    tick!(register);
    assert!(!register.down.valid_o.val() & register.up.ready_o.val());
}

#[test]
fn a_queue_holds_its_memory_and_one_more() {
    let queue: &mut StreamFifo = &mut start(StreamFifo::new(2, 8, 4));
    queue.rst_ni.next = true;
    queue.up.valid_i.next = true;
    let mut accepted = 0;
    for word in 1..10_u64 {
        queue.up.data_i[0].next = word.into();
        settle(queue);
        accepted += u32::from(queue.up.ready_o.val());
        tick!(queue);
        assert_eq!(queue.down.valid_o.val(), word >= 2, "a word passes in two cycles");
    }
    assert_eq!(accepted, 5);
    queue.rst_ni.next = false;
    tick!(queue);
    assert!(queue.up.ready_o.val() & !queue.down.valid_o.val());
    assert_eq!(queue.down.data_o[0].val(), 1, "the word last read");
}

#[test]
fn a_queue_keeps_the_order_under_stalls() {
    let queue: &mut StreamFifo = &mut start(StreamFifo::new(1, 8, 4));
    queue.rst_ni.next = true;
    let mut expected = VecDeque::new();
    let mut passed = 0;
    for cycle in 0..120_u64 {
        queue.up.valid_i.next = cycle % 7 < 5;
        queue.up.data_i[0].next = cycle.into();
        queue.down.ready_i.next = cycle % 11 < 6;
        settle(queue);
        if queue.down.valid_o.val() && queue.down.ready_i.val() {
            assert_eq!(Some(u64::from(queue.down.data_o[0].val())), expected.pop_front(), "cycle {cycle}");
            passed += 1;
        }
        if queue.up.valid_i.val() && queue.up.ready_o.val() {
            expected.push_back(cycle);
        }
        tick!(queue);
    }
    assert!(passed > 50, "{passed} words passed");
}
