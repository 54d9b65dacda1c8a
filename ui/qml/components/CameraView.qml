import QtCore
import QtQuick
import QtMultimedia

// The camera's picture and the button that keeps it. Loaded only where there is a camera.
Card {
    id: view

    signal taken(url photo)
    signal dismissed

    CaptureSession {
        camera: Camera {
            id: camera

            active: true
        }
        imageCapture: ImageCapture {
            id: shutter

            onImageSaved: (id, path) => view.taken("file://" + path)
            onErrorOccurred: (id, error, message) => trouble.text = qsTr("The photo was not taken (%1). Choose a photo from your files.").arg(message)
        }
        videoOutput: output
    }

    VideoOutput {
        id: output

        anchors.fill: parent
        anchors.margins: Theme.spaceM
        anchors.bottomMargin: buttons.height + 2 * Theme.spaceM
        Accessible.role: Accessible.Graphic
        Accessible.name: qsTr("What the camera sees")
    }

    Notice {
        id: trouble

        x: Theme.spaceL
        y: Theme.spaceL
        width: parent.width - 2 * Theme.spaceL
        text: camera.error === Camera.NoError ? "" : qsTr("The camera cannot be used (%1). Choose a photo from your files.").arg(camera.errorString)
    }

    Row {
        id: buttons

        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.spaceM
        spacing: Theme.spaceM

        BigButton {
            objectName: "camera-take"
            kind: "primary"
            iconName: "camera"
            text: qsTr("Take the photo")
            enabled: shutter.readyForCapture
            onClicked: shutter.captureToFile("")
        }

        BigButton {
            objectName: "camera-back"
            iconName: "x"
            text: qsTr("Back")
            onClicked: view.dismissed()
        }
    }
}
