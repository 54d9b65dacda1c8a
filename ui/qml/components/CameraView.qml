import QtQuick
import QtMultimedia

// The camera's picture, what to do next, and the buttons that keep a page. Loaded only where there is a camera.
Card {
    id: view

    required property QtObject guide
    property list<url> pages: []
    property string remedy: qsTr("Choose a photo from your files.")
    readonly property var words: ({
            "": qsTr("Lay the report flat and hold the camera over it"),
            "dark": qsTr("Too dark: more light, please"),
            "no_page": qsTr("Show the whole page on a darker table"),
            "glare": qsTr("The light shines back: tilt the page a little"),
            "far": qsTr("Come closer"),
            "cut": qsTr("A corner is cut off: move back a little"),
            "blurred": qsTr("Hold still"),
            "good": qsTr("Good. Hold still, the photo is taken")
        })

    signal taken(var photos)
    signal dismissed

    function take() {
        if (shutter.readyForCapture)
            shutter.captureToFile(view.guide.newFile());
    }

    Component.onCompleted: guide.watch(output.videoSink)

    CaptureSession {
        camera: Camera {
            id: camera

            active: true
        }
        imageCapture: ImageCapture {
            id: shutter

            onImageSaved: (id, path) => view.pages = [...view.pages, "file://" + path]
            onErrorOccurred: (id, error, message) => trouble.text = qsTr("The photo was not taken (%1).").arg(message) + " " + view.remedy
        }
        videoOutput: output
    }

    Connections {
        function onSteady() {
            if (view.pages.length === 0)
                view.take();
        }

        target: view.guide
    }

    VideoOutput {
        id: output

        anchors.fill: parent
        anchors.margins: Theme.spaceM
        anchors.bottomMargin: buttons.height + advice.height + 3 * Theme.spaceM
        Accessible.role: Accessible.Graphic
        Accessible.name: qsTr("What the camera sees")

        Repeater {
            model: view.guide.corners

            Rectangle {
                required property var modelData

                x: output.contentRect.x + modelData[0] * output.contentRect.width - width / 2
                y: output.contentRect.y + modelData[1] * output.contentRect.height - height / 2
                width: Theme.spaceL
                height: Theme.spaceL
                radius: width / 2
                color: view.guide.hint === "good" ? Theme.ok : Theme.warn
            }
        }
    }

    Notice {
        id: trouble

        x: Theme.spaceL
        y: Theme.spaceL
        width: parent.width - 2 * Theme.spaceL
        text: camera.error === Camera.NoError ? "" : qsTr("The camera cannot be used (%1).").arg(camera.errorString) + " " + view.remedy
    }

    Notice {
        id: advice

        anchors.bottom: buttons.top
        anchors.bottomMargin: Theme.spaceM
        x: Theme.spaceL
        width: parent.width - 2 * Theme.spaceL
        kind: view.guide.hint === "good" || view.pages.length > 0 ? "ok" : "warn"
        text: view.pages.length > 0 ? qsTr("Pages taken: %1. Take the next one, or read them.").arg(view.pages.length) : view.words[view.guide.hint] ?? ""
    }

    Row {
        id: buttons

        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.spaceM
        spacing: Theme.spaceM

        BigButton {
            objectName: "camera-read"
            visible: view.pages.length > 0
            kind: "primary"
            iconName: "check"
            text: qsTr("Read it")
            onClicked: view.taken(view.pages)
        }

        BigButton {
            objectName: "camera-take"
            kind: view.pages.length > 0 ? "soft" : "primary"
            iconName: "camera"
            text: view.pages.length > 0 ? qsTr("Next page") : qsTr("Take the photo")
            enabled: shutter.readyForCapture
            onClicked: view.take()
        }

        BigButton {
            objectName: "camera-back"
            iconName: "x"
            text: qsTr("Back")
            onClicked: view.dismissed()
        }
    }
}
