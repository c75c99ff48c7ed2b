#include "tests/support/media/test_video.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
}

namespace cameramonit::support {
namespace {

int check(int result, const char* doing) {
  if (result < 0) {
    std::fprintf(stderr, "test video: %s failed (%d)\n", doing, result);
    std::abort();
  }
  return result;
}

/// One stream of the film. FFmpeg's pairs of alloc and free are held raw here: the whole program ends on any failure.
struct Track {
  AVCodecContext* encoder = nullptr;
  AVStream* stream = nullptr;
  AVFrame* frame = nullptr;
};

void open(Track& track, AVFormatContext* format) {
  if ((format->oformat->flags & AVFMT_GLOBALHEADER) != 0) track.encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  check(avcodec_open2(track.encoder, nullptr, nullptr), "opening an encoder");
  track.stream = avformat_new_stream(format, nullptr);
  check(avcodec_parameters_from_context(track.stream->codecpar, track.encoder), "describing a stream");
  track.stream->time_base = track.encoder->time_base;
  track.stream->avg_frame_rate = track.encoder->framerate;
  track.frame = av_frame_alloc();
}

void write(Track& track, AVFormatContext* format, AVFrame* frame) {
  check(avcodec_send_frame(track.encoder, frame), "encoding");
  AVPacket* packet = av_packet_alloc();
  while (avcodec_receive_packet(track.encoder, packet) >= 0) {
    av_packet_rescale_ts(packet, track.encoder->time_base, track.stream->time_base);
    packet->stream_index = track.stream->index;
    check(av_interleaved_write_frame(format, packet), "writing");
  }
  av_packet_free(&packet);
}

Track openPictures(const TestVideo& video, AVFormatContext* format) {
  Track track;
  const AVCodec* codec = avcodec_find_encoder_by_name(video.encoder.c_str());
  check(codec == nullptr ? -1 : 0, video.encoder.c_str());
  track.encoder = avcodec_alloc_context3(codec);
  track.encoder->width = video.width;
  track.encoder->height = video.height;
  track.encoder->time_base = {1, video.framesPerSecond};
  track.encoder->framerate = {video.framesPerSecond, 1};
  track.encoder->gop_size = video.framesPerGroup;
  track.encoder->max_b_frames = video.bFrames;
  track.encoder->pix_fmt = video.encoder == "mjpeg" ? AV_PIX_FMT_YUVJ420P : AV_PIX_FMT_YUV420P;
  track.encoder->bit_rate = 200000;
  track.encoder->thread_count = 1;
  if (video.encoder == "libx264") {
    av_opt_set(track.encoder->priv_data, "preset", "ultrafast", 0);
    av_opt_set(track.encoder->priv_data, "x264-params", "scenecut=0", 0);
  }
  if (video.encoder == "libx265") {
    av_opt_set(track.encoder->priv_data, "preset", "ultrafast", 0);
    av_opt_set(track.encoder->priv_data, "x265-params", "log-level=none", 0);
  }
  open(track, format);
  track.frame->format = track.encoder->pix_fmt;
  track.frame->width = video.width;
  track.frame->height = video.height;
  check(av_frame_get_buffer(track.frame, 0), "allocating a picture");
  return track;
}

Track openSound(const TestVideo& video, AVFormatContext* format) {
  Track track;
  const AVCodec* codec = avcodec_find_encoder_by_name(video.soundEncoder.c_str());
  check(codec == nullptr ? -1 : 0, video.soundEncoder.c_str());
  track.encoder = avcodec_alloc_context3(codec);
  track.encoder->sample_rate = 8000;
  track.encoder->sample_fmt = codec->sample_fmts[0];
  av_channel_layout_default(&track.encoder->ch_layout, 1);
  track.encoder->bit_rate = 32000;
  track.encoder->time_base = {1, 8000};
  open(track, format);
  track.frame->format = track.encoder->sample_fmt;
  track.frame->sample_rate = 8000;
  track.frame->nb_samples = track.encoder->frame_size > 0 ? track.encoder->frame_size : 800;
  check(av_channel_layout_copy(&track.frame->ch_layout, &track.encoder->ch_layout), "laying out channels");
  check(av_frame_get_buffer(track.frame, 0), "allocating sound");
  return track;
}

void drawPicture(const TestVideo& video, AVFrame* frame, int number) {
  check(av_frame_make_writable(frame), "drawing");
  if (video.still) number = 0;
  const int side = video.height / 4;
  const int left = number * side / video.framesPerSecond % (video.width - side);
  for (int y = 0; y < video.height; ++y) {
    std::uint8_t* row = frame->data[0] + static_cast<std::ptrdiff_t>(y) * frame->linesize[0];
    for (int x = 0; x < video.width; ++x) {
      const bool square = x >= left && x < left + side && y >= side && y < 2 * side;
      row[x] = static_cast<std::uint8_t>(square ? 220 : 40 + (x * 7 + y * 13) % 24);
    }
  }
  for (int plane = 1; plane < 3; ++plane) {
    for (int y = 0; y < video.height / 2; ++y) {
      std::memset(frame->data[plane] + static_cast<std::ptrdiff_t>(y) * frame->linesize[plane], 128,
                  static_cast<std::size_t>(video.width / 2));
    }
  }
  frame->pts = number;
}

void playTone(AVFrame* frame, std::int64_t firstSample) {
  check(av_frame_make_writable(frame), "playing");
  for (int i = 0; i < frame->nb_samples; ++i) {
    const double wave = 0.3 * std::sin(static_cast<double>(firstSample + i) * 440 * 2 * M_PI / 8000);
    if (frame->format == AV_SAMPLE_FMT_S16) {
      reinterpret_cast<std::int16_t*>(frame->data[0])[i] = static_cast<std::int16_t>(wave * 32767);
    } else {
      reinterpret_cast<float*>(frame->data[0])[i] = static_cast<float>(wave);
    }
  }
  frame->pts = firstSample;
}

}  // namespace

void makeTestVideo(const TestVideo& video, const std::filesystem::path& file) {
  av_log_set_level(AV_LOG_QUIET);
  AVFormatContext* format = nullptr;
  check(avformat_alloc_output_context2(&format, nullptr, video.container.c_str(), file.c_str()),
        "choosing a container");
  check(avio_open(&format->pb, ("file:" + file.string()).c_str(), AVIO_FLAG_WRITE), "creating the file");
  if (!video.creationTime.empty()) av_dict_set(&format->metadata, "creation_time", video.creationTime.c_str(), 0);
  Track pictures;
  Track sound;
  if (!video.encoder.empty()) pictures = openPictures(video, format);
  if (!video.soundEncoder.empty()) sound = openSound(video, format);
  AVDictionary* options = nullptr;
  if (!video.muxerFlags.empty()) av_dict_set(&options, "movflags", video.muxerFlags.c_str(), 0);
  check(avformat_write_header(format, &options), "writing the header");
  av_dict_free(&options);

  const int frames = static_cast<int>(absl::ToDoubleSeconds(video.length) * video.framesPerSecond);
  std::int64_t sample = 0;
  for (int i = 0; i < frames; ++i) {
    if (pictures.encoder != nullptr) {
      drawPicture(video, pictures.frame, i);
      write(pictures, format, pictures.frame);
    }
    for (; sound.encoder != nullptr && sample < std::int64_t{8000} * (i + 1) / video.framesPerSecond;
         sample += sound.frame->nb_samples) {
      playTone(sound.frame, sample);
      write(sound, format, sound.frame);
    }
  }
  for (Track* track : {&pictures, &sound}) {
    if (track->encoder == nullptr) continue;
    write(*track, format, nullptr);
    av_frame_free(&track->frame);
    avcodec_free_context(&track->encoder);
  }
  check(av_write_trailer(format), "completing the file");
  avio_closep(&format->pb);
  avformat_free_context(format);
}

std::string contentOf(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void writeContent(const std::filesystem::path& file, const std::string& content) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "cameramonit-test-XXXXXX").string();
  check(mkdtemp(pattern.data()) == nullptr ? -1 : 0, "making a folder");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace cameramonit::support
