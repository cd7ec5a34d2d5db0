"""The sentences about uploads, files and what becomes of them: see models.messages.errors."""

from collections.abc import Mapping

FOOTAGE_MESSAGES: Mapping[str, tuple[str, str]] = {
    "CONTENT_TYPE_NOT_ACCEPTED": (
        "This content type is not accepted. Accepted are: {accepted}.",
        "지원하지 않는 콘텐츠 형식입니다. 지원 형식: {accepted}.",
    ),
    "SIZE_NOT_ACCEPTED": (
        "A file may have 1 to {largest} bytes.",
        "파일 크기는 1바이트부터 {largest}바이트까지 가능합니다.",
    ),
    "BAD_CHECKSUM": (
        "A SHA-256 is 64 hexadecimal digits. Compute it over the whole file, or leave it out.",
        "SHA-256은 16진수 64자리입니다. 파일 전체로 계산하거나 생략해 주세요.",
    ),
    "BAD_FILENAME": (
        "This is not a file name. Give a plain one without folders, such as entrance.mp4.",
        "파일 이름이 아닙니다. 폴더 없이 entrance.mp4와 같은 이름을 지정해 주세요.",
    ),
    "BAD_UPLOAD_TOKEN": (
        "The upload token does not hold. Send it as requestUpload gave it, or request a new upload.",
        "유효하지 않은 업로드 토큰입니다. requestUpload에서 받은 값을 그대로 보내거나 업로드를 다시 요청해 주세요.",
    ),
    "UPLOAD_TOKEN_EXPIRED": (
        "The upload token has ended, and what was sent is dropped. Request a new upload.",
        "업로드 토큰이 만료되어 전송된 내용이 폐기되었습니다. 업로드를 다시 요청해 주세요.",
    ),
    "DUPLICATE_VIDEO": (
        "This file is here already. Use the video in duplicateOf, or request the upload with allowDuplicate: true.",
        "이미 있는 파일입니다. duplicateOf의 영상을 사용하거나 allowDuplicate: true로 업로드를 요청해 주세요.",
    ),
    "NOT_IN_PARTS": (
        "This upload is sent at once, to the url of requestUpload. It has no parts.",
        "이 업로드는 requestUpload의 url로 한 번에 전송합니다. 나누어 보내지 않습니다.",
    ),
    "PART_REPEATED": (
        "A part is named twice. Name each part once.",
        "같은 파트가 두 번 지정되었습니다. 각 파트를 한 번만 지정해 주세요.",
    ),
    "PARTS_OUT_OF_ORDER": (
        "The parts are not in order. Name them by rising part number.",
        "파트 순서가 올바르지 않습니다. 파트 번호 순서대로 지정해 주세요.",
    ),
    "PARTS_MISSING": (
        "{count} parts have not arrived: {numbers}. Request them by requestUploadParts, send them, and confirm again.",
        "파트 {count}개가 도착하지 않았습니다: {numbers}. requestUploadParts로 요청해 전송한 뒤 다시 확인해 주세요.",
    ),
    "PARTS_NOT_NAMED": (
        "{count} parts are not named: {numbers}. Name every part, or leave the list out.",
        "파트 {count}개가 빠졌습니다: {numbers}. 모든 파트를 지정하거나 목록을 생략해 주세요.",
    ),
    "PART_MISMATCH": (
        "The part {number} that arrived is another: its etag differs. Send it again, and confirm with its new etag.",
        "도착한 파트 {number}의 etag가 다릅니다. 다시 전송한 뒤 새 etag로 확인해 주세요.",
    ),
    "PART_CHECKSUMS_NOT_ANNOUNCED": (
        "This upload was requested without SHA-256s of parts. Leave them out, or request one with partChecksums: true.",
        "파트별 SHA-256 없이 요청된 업로드입니다. 생략하거나 partChecksums: true로 업로드를 요청해 주세요.",
    ),
    "PART_CHECKSUMS_MISSING": (
        "This upload was requested with partChecksums: give the SHA-256 of each part that is named.",
        "partChecksums로 요청된 업로드입니다. 지정한 모든 파트의 SHA-256을 함께 보내 주세요.",
    ),
    "PART_CHECKSUMS_DIFFER": (
        "A part was sent with another SHA-256 than it has here. Send the changed parts again, then confirm again.",
        "전송할 때와 다른 SHA-256을 가진 파트가 있습니다. 바뀐 파트를 다시 전송한 뒤 다시 확인해 주세요.",
    ),
    "UPLOAD_GONE": (
        "What was sent of this upload is gone. Request a new upload.",
        "전송된 업로드 내용이 남아 있지 않습니다. 업로드를 다시 요청해 주세요.",
    ),
    "TYPE_MISMATCH": (
        "The file was stored as {actual}, but announced as {announced}. Request a new upload.",
        "예고된 형식은 {announced}인데 {actual} 형식으로 저장되었습니다. 업로드를 다시 요청해 주세요.",
    ),
    "UPLOAD_CONFIRMED": (
        "This upload was confirmed before; it is a video now. To remove it, use deleteVideo.",
        "이미 확인된 업로드이며 영상으로 등록되었습니다. 제거하려면 deleteVideo를 사용해 주세요.",
    ),
    "NOTHING_IN_RANGE": (
        "The footage shows nothing between these moments. Choose others.",
        "해당 구간에 영상이 없습니다. 다른 구간을 지정해 주세요.",
    ),
    "CLIP_TOO_LONG": (
        "A clip may be {longest} seconds long. Choose a shorter range.",
        "클립은 최대 {longest}초까지 가능합니다. 더 짧은 구간을 지정해 주세요.",
    ),
    "CLIP_NOT_READY": (
        "The clip is still being cut. Ask for it again in a moment: it is cut once.",
        "클립을 만드는 중입니다. 잠시 후 다시 요청해 주세요. 같은 클립을 다시 만들지 않습니다.",
    ),
    "NOT_UPLOADED": (
        "The video is still being uploaded. Confirm the upload first.",
        "아직 업로드 중인 영상입니다. 먼저 업로드를 확인해 주세요.",
    ),
    "NOT_A_PICTURE": (
        "The file is not a picture of the announced type that can be opened. Send a JPEG, PNG or WebP.",
        "예고된 형식으로 열 수 있는 사진이 아닙니다. JPEG, PNG, WebP 파일을 보내 주세요.",
    ),
    "PICTURE_TOO_LARGE": (
        "The picture has too many pixels: at most 40 million are read. Make it smaller.",
        "사진의 픽셀 수가 너무 많습니다. 최대 4천만 픽셀까지 가능합니다. 크기를 줄여 주세요.",
    ),
    "LEGAL_HOLD": (
        "The video is under legal hold and must not be deleted. Whoever set the hold has to lift it first.",
        "법적 보존 중인 영상이라 삭제할 수 없습니다. 먼저 보존을 설정한 담당자가 해제해야 합니다.",
    ),
    "UPLOAD_CHANGED": (
        "The parts changed while they were put together. Confirm again.",
        "파트를 합치는 동안 내용이 바뀌었습니다. 다시 확인해 주세요.",
    ),
    "HEADER_TOO_LARGE": (
        "The file's index is too large, or announces more than the file can hold. Export the video again as MP4.",
        "파일의 색인이 너무 크거나 실제보다 많은 내용을 담고 있다고 표시합니다. MP4로 다시 내보내 주세요.",
    ),
    "NOT_A_VIDEO": (
        "The file is not a video that can be opened. Upload MP4, MOV, MKV, WebM, AVI or MPEG-TS.",
        "열 수 있는 영상 파일이 아닙니다. MP4, MOV, MKV, WebM, AVI, MPEG-TS 파일을 올려 주세요.",
    ),
    "EMPTY_FILE": (
        "The file is empty. Upload it again.",
        "빈 파일입니다. 다시 업로드해 주세요.",
    ),
    "NO_VIDEO_STREAM": (
        "The file has sound but no picture. Upload the video file.",
        "소리만 있고 영상이 없는 파일입니다. 영상 파일을 올려 주세요.",
    ),
    "TRUNCATED_VIDEO": (
        "The file ends too early: its index is missing. Export it again and upload the new file.",
        "파일이 중간에 끊겨 색인이 없습니다. 다시 내보낸 뒤 새 파일을 올려 주세요.",
    ),
    "UNDECODABLE_VIDEO": (
        "No frame of this video can be decoded (codec {codec}). Convert it to H.264 and upload it again.",
        "영상을 한 프레임도 디코딩할 수 없습니다(코덱 {codec}). H.264로 변환한 뒤 다시 업로드해 주세요.",
    ),
    "VIDEO_TOO_LARGE": (
        "The picture is {width}×{height} pixels, and decoding it takes {needed_mib} MiB of memory; at most 8K "
        "(7680×4320) and {limit_mib} MiB are taken. Export it smaller or with fewer references, and upload again.",
        "영상 크기가 {width}×{height}픽셀이고 디코딩에 메모리 {needed_mib}MiB가 필요합니다. 최대 8K(7680×4320), "
        "{limit_mib}MiB까지 가능합니다. 더 작게 또는 참조 프레임을 줄여 내보낸 뒤 다시 올려 주세요.",
    ),
    "OUT_OF_MEMORY": (
        "Reading this file took more than {limit_mib} MiB of memory. Export it smaller and upload the new file.",
        "이 파일을 읽는 데 메모리가 {limit_mib}MiB보다 많이 필요합니다. 더 작게 내보내 새 파일을 올려 주세요.",
    ),
    "DECODER_KILLED": (
        "The process that read this file was killed (SIGKILL), as happens where memory runs out. "
        "Export it smaller and upload the new file.",
        "이 파일을 읽던 프로세스가 강제 종료되었습니다(SIGKILL). 메모리가 부족할 때 생기는 일입니다. "
        "더 작게 내보내 새 파일을 올려 주세요.",
    ),
    "DECODING_TOO_SLOW": (
        "Reading this file took more than {seconds} s of computing. Export it shorter or smaller and upload it again.",
        "이 파일을 읽는 데 연산 시간이 {seconds}초보다 오래 걸립니다. 더 짧게 또는 작게 내보내 다시 올려 주세요.",
    ),
    "RESULT_TOO_LARGE": (
        "What is made of this file would be larger than {largest_mib} MiB. Choose a shorter range.",
        "결과 파일이 {largest_mib}MiB보다 커집니다. 더 짧은 구간을 지정해 주세요.",
    ),
    "DISK_FULL": (
        "The server has no room for this file on its disk yet ({needed_mib} MiB are needed, {free_mib} MiB are free). "
        "It goes on by itself when there is.",
        "서버 디스크에 아직 이 파일을 둘 공간이 없습니다(필요 {needed_mib}MiB, 여유 {free_mib}MiB). "
        "공간이 생기면 자동으로 계속됩니다.",
    ),
    "UPLOAD_MISSING": (
        "The file has not arrived yet. Send it to the upload address, then confirm again.",
        "파일이 아직 도착하지 않았습니다. 업로드 주소로 전송한 뒤 다시 확인해 주세요.",
    ),
    "SIZE_MISMATCH": (
        "{actual} bytes arrived, {announced} were announced. Request a new upload.",
        "예고된 크기는 {announced}바이트인데 {actual}바이트가 도착했습니다. 업로드를 다시 요청해 주세요.",
    ),
    "CHECKSUM_MISMATCH": (
        "The stored file is not the one that was announced: its SHA-256 is {actual}. Upload it again.",
        "저장된 파일이 예고된 파일과 다릅니다(SHA-256 {actual}). 다시 업로드해 주세요.",
    ),
    "ORIGINAL_REPLACED": (
        "The stored file was written over after its upload was confirmed, so it is not served. Upload it again.",
        "업로드가 확인된 뒤에 저장된 파일이 다른 내용으로 바뀌어 제공하지 않습니다. 영상을 다시 업로드해 주세요.",
    ),
    "CLIP_REPLACED": (
        "The stored clip is not the one that was cut any more, so it is not served. Export it again: it is cut anew.",
        "저장된 클립이 처음 만든 것과 달라 제공하지 않습니다. 다시 내보내면 원본에서 새로 만들어집니다.",
    ),
    "ORIGINAL_MISSING": (
        "The original file is not in the store any more. Upload it again.",
        "원본 파일이 저장소에 없습니다. 다시 업로드해 주세요.",
    ),
    "RAW_VIDEO": (
        "This is a bare {format} stream: it says of no frame when it was taken. Record it into MP4 or MKV, or wrap it "
        "at its true rate: ffmpeg -framerate 25 -i in.{format} -c copy out.mkv",
        "컨테이너 없는 {format} 스트림이라 프레임의 시각을 알 수 없습니다. "
        "MP4나 MKV로 녹화하거나 다음과 같이 감싸 주세요: ffmpeg -framerate 25 -i in.{format} -c copy out.mkv",
    ),
    "UNREADABLE_VIDEO": (
        "The file cannot be read: {problem}. Export it from the recorder once more, or convert it to MP4.",
        "파일을 읽을 수 없습니다: {problem}. 녹화기에서 다시 내보내거나 MP4로 변환해 주세요.",
    ),
    "CLIP_MISSES_RANGE": (
        "A clip of this range would show {start} to {end} s instead, so it is not delivered. Use exact: true, or a "
        "range a little longer.",
        "이 구간의 클립이 {start}~{end}초를 보여 주게 되어 제공하지 않습니다. "
        "exact: true를 사용하거나 구간을 조금 늘려 주세요.",
    ),
}
